{% macro billion() -%}
    1000000000
{%- endmacro %}
