{% macro money_type() -%}
    decimal(12, 2)
{%- endmacro %}
