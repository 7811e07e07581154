{#
    A text as a date by a strptime pattern, null where it does not fit. DuckDB takes words such as `epoch` too, which are
    no dates here. Spark has patterns of its own: the directives
    are translated, and a two-digit year is moved to where strptime has it (69 is 1969).
#}
{% macro parse_date(text, pattern) -%}
    {{ return(adapter.dispatch('parse_date', 'planwise')(text, pattern)) }}
{%- endmacro %}

{% macro default__parse_date(text, pattern) -%}
    cast(case when {{ text }} similar to '.*[0-9].*' then try_strptime({{ text }}, {{ sql_text(pattern) }}) end as date)
{%- endmacro %}

{% macro spark__parse_date(text, pattern) -%}
    {%- set directives = {
        'Y': 'yyyy', 'y': 'yy', 'm': 'M', 'd': 'd', 'b': 'MMM', 'B': 'MMMM', 'j': 'D',
        'H': 'H', 'I': 'h', 'M': 'm', 'S': 's', 'p': 'a'
    } -%}
    {%- set parts = [] -%}
    {%- for directive, literal in modules.re.findall('%-?(.)|([^%]+)', pattern) -%}
        {%- if literal or directive == '%' -%}
            {%- do parts.append("'" ~ (literal or '%').replace("'", "''") ~ "'") -%}
        {%- elif directive in directives -%}
            {%- do parts.append(directives[directive]) -%}
        {%- else -%}
            {% do raise_bad_input(
                '`census_date_format`: got ' ~ tojson(pattern) ~ '; on Spark %' ~ directive ~ ' is not known, only %'
                ~ directives | join(' %') ~ '; example: census_date_format: "%m/%d/%Y"'
            ) %}
        {%- endif -%}
    {%- endfor -%}
    {%- set parsed = 'cast(try_to_timestamp(' ~ text ~ ', ' ~ sql_text(parts | join) ~ ') as date)' -%}
    {%- if '%y' in pattern or '%-y' in pattern -%}
        case when {{ parsed }} >= date'2069-01-01' then add_months({{ parsed }}, -1200) else {{ parsed }} end
    {%- else -%}
        {{ parsed }}
    {%- endif -%}
{%- endmacro %}
