{% macro whole_cents(amount) -%}
    cast(cast(cast(floor(({{ amount }}) * 100 + 0.5e0) as bigint) as decimal(14, 0)) * 0.01 as {{ money_type() }})
{%- endmacro %}
