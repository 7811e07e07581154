{# DuckDB has a function, Spark an operator that means "power" elsewhere. #}
{% macro bitwise_xor(left, right) -%}
    {{ return(adapter.dispatch('bitwise_xor', 'planwise')(left, right)) }}
{%- endmacro %}

{% macro default__bitwise_xor(left, right) -%}
    xor({{ left }}, {{ right }})
{%- endmacro %}

{% macro spark__bitwise_xor(left, right) -%}
    (({{ left }}) ^ ({{ right }}))
{%- endmacro %}
