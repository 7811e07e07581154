{% macro promoted_compensation(compensation, promotion_raise_rate, level_minimum, promotion_raise_cap) -%}
    {#- both engines leave a null out of least -#}
    least(
        greatest(
            cast({{ compensation }} * (1 + {{ promotion_raise_rate }}) as {{ money_type() }}),
            cast({{ level_minimum }} as {{ money_type() }})
        ),
        cast({{ compensation }} * (1 + {{ promotion_raise_cap }}) as {{ money_type() }})
    )
{%- endmacro %}
