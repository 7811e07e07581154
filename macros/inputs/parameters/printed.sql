{% macro printed(names, delimiter='.', most=20) -%}
    {%- set texts = [] -%}
    {%- for name in names[:most] -%}
        {%- set text = printable(name) -%}
        {%- do texts.append(text[:80] ~ '...' if text | length > 80 else text) -%}
    {%- endfor -%}
    {%- set more = ' and ' ~ (names | length - most) ~ ' more' if names | length > most else '' -%}
    {{ return(texts | join(delimiter) ~ more) }}
{%- endmacro %}
