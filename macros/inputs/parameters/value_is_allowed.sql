{% macro value_is_allowed(declaration, value) -%}
    {%- set kind = declaration.type -%}
    {%- set is_list = value is sequence and value is not string and value is not mapping and value.decode is not defined -%}
    {%- if value is none -%}
        {{ return(declaration.nullable | default(false)) }}
    {%- elif declaration.by_year and value is mapping -%}
        {%- set wrong = [] -%}
        {%- for year in value if not modules.re.fullmatch('[0-9]{4}', year) -%}
            {%- do wrong.append(year) -%}
        {%- endfor -%}
        {{ return(value | length > 0 and not wrong) }}
    {%- elif kind == 'years' -%}
        {{ return(is_list and value | reject('integer') | list | length == 0) }}
    {%- elif kind in ['integer', 'number'] -%}
        {%- set is_kind = (value is integer) if kind == 'integer' else (value is number) -%}
        {{ return(is_kind and value is not boolean and declaration.min <= value <= declaration.max) }}
    {%- elif kind == 'boolean' -%}
        {{ return(value is boolean) }}
    {%- elif kind == 'choice' -%}
        {{ return(value is string and value in declaration.choices) }}
    {%- elif kind in ['text', 'name'] and value is string -%}
        {#- a name has no line breaks -#}
        {%- set seen = value if kind == 'name' else modules.re.sub('[\t\n\r]', '', value) -%}
        {{ return(
            value | trim | length > 0 and value | length <= declaration.longest and seen == printable(seen)
            and (declaration.pattern is not defined or modules.re.fullmatch(declaration.pattern, value) is not none)
        ) }}
    {%- elif kind == 'date' and value is string -%}
        {%- if not modules.re.fullmatch('[12][0-9]{3}-(0[1-9]|1[0-2])-[0-3][0-9]', value) -%}
            {{ return(false) }}
        {%- endif -%}
        {%- set year, month, day = value[:4] | int, value[5:7] | int, value[8:] | int -%}
        {%- set next_month = modules.datetime.date(year + month // 12, month % 12 + 1, 1) -%}
        {{ return(1 <= day <= (next_month - modules.datetime.timedelta(days=1)).day) }}
    {%- elif kind == 'list' and is_list -%}
        {%- set wrong = [] -%}
        {%- for entry in value if not value_is_allowed(dict(declaration, type='text', nullable=false), entry) -%}
            {%- do wrong.append(entry) -%}
        {%- endfor -%}
        {{ return(1 <= value | length <= declaration.most and not wrong) }}
    {%- endif -%}
    {{ return(kind == 'map' and value is mapping and ('most' not in declaration or (1 if "named_like" not in declaration else 0) <= value | length <= declaration.most)) }}
{%- endmacro %}
