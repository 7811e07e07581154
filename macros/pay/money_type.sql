{% macro money_type() -%}
    decimal(14, 2)
{%- endmacro %}
