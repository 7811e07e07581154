{% macro shown_value(value) -%}
    {%- set text = tojson(plain_value(value)) -%}
    {{ return(text[:80] ~ '...' if text | length > 80 else text) }}
{%- endmacro %}
