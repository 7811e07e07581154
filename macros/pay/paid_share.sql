{% macro paid_share(amount, paid_fte) -%}
    case
        when {{ paid_fte }} is null then {{ amount }}
        else cast(least({{ amount }} * {{ paid_fte }}, 9999999999.99) as {{ money_type() }})
    end
{%- endmacro %}
