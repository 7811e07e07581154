{% macro raised_compensation(compensation, raise_rate, cola_rate, merit_maximum) -%}
    least(
        cast({{ compensation }} * (1 + {{ raise_rate }}) as {{ money_type() }}),
        greatest(cast({{ compensation }} * (1 + {{ cola_rate }}) as {{ money_type() }}), {{ merit_maximum }})
    )
{%- endmacro %}
