{# Spark reads `>>` only from version 4 on, and with another precedence. #}
{% macro shift_right(number, bits) -%}
    {{ return(adapter.dispatch('shift_right', 'planwise')(number, bits)) }}
{%- endmacro %}

{% macro default__shift_right(number, bits) -%}
    (({{ number }}) >> {{ bits }})
{%- endmacro %}

{% macro spark__shift_right(number, bits) -%}
    shiftright({{ number }}, {{ bits }})
{%- endmacro %}
