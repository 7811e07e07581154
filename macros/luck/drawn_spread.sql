{% macro drawn_spread(volatility, degrees, draw) -%}
    {#- Wilson and Hilferty's cube root of a chi-squared, cut off where v would be more than 6 times itself -#}
    case
        when {{ degrees }} is null then cast({{ volatility }} as double)
        else round(cast({{ volatility }} as double) * power(greatest(
            1 - 2e0 / (9 * {{ degrees }}) + {{ draw }} * power(2e0 / (9 * {{ degrees }}), 5e-1), 3e-1
        ), -15e-1), 9)
    end
{%- endmacro %}
