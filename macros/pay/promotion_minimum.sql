{% macro promotion_minimum(min_salary, last_band_index) -%}
    cast(cast({{ min_salary }} as decimal(22, 2)) * {{ last_band_index }} as {{ money_type() }})
{%- endmacro %}
