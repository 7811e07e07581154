{% macro compound_factor(rate, years) -%}
    {#- engines' power() differs in the last bit: 12 decimals are the same everywhere -#}
    cast(round(power(1 + cast({{ rate }} as double), {{ years }}), 12) as decimal(20, 12))
{%- endmacro %}
