{% macro rate_shock(volatility, draw) -%}
    {#- exactly 1 where the volatility is 0, of mean 1 otherwise -#}
    cast(round(exp(
        cast({{ volatility }} as double) * {{ draw }}
        - 5e-1 * cast({{ volatility }} as double) * cast({{ volatility }} as double)
    ), 9) as decimal(14, 9))
{%- endmacro %}
