{% macro value_is_allowed(declaration, value) -%}
    {%- set kind = declaration.type -%}
    {%- set is_list = value is sequence and value is not string and value is not mapping and value.decode is not defined -%}
    {%- if value is none -%}
        {{ return(declaration.nullable | default(false)) }}
    {%- elif value is mapping and (declaration.by_year or declaration.named_like) -%}
        {%- set pattern, wrong = '[0-9]{4}' if declaration.by_year else declaration.named_like, [] -%}
        {%- for key in value if not modules.re.fullmatch(pattern, key) -%}
            {%- do wrong.append(key) -%}
        {%- endfor -%}
        {{ return(not wrong and (value | length > 0 if declaration.by_year else value | length <= declaration.most)) }}
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
    {{ return(kind == 'map' and value is mapping and ('most' not in declaration or 1 <= value | length <= declaration.most)) }}
{%- endmacro %}
