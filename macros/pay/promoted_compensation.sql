{% macro promoted_compensation(compensation, promotion_raise_rate, level_minimum) -%}
    greatest(
        cast({{ compensation }} * (1 + {{ promotion_raise_rate }}) as {{ money_type() }}),
        cast({{ level_minimum }} as {{ money_type() }})
    )
{%- endmacro %}
