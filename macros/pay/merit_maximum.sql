{% macro merit_maximum(max_salary, band_index) -%}
    cast(least(cast({{ max_salary }} as decimal(22, 2)) * {{ band_index }}, 9999999999.99) as {{ money_type() }})
{%- endmacro %}
