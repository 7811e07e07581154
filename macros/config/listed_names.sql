{% macro listed_names(names, most=20) -%}
    {%- set shown = [] -%}
    {%- for name in names[:most] -%}
        {%- do shown.append(path_of([name])) -%}
    {%- endfor -%}
    {%- set more = ' and ' ~ (names | length - most) ~ ' more' if names | length > most else '' -%}
    {{ return(shown | join(', ') ~ more) }}
{%- endmacro %}
