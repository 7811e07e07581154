{% macro planned_target(planned_headcount, growth_shock) -%}
    cast(round(cast(round(cast({{ planned_headcount }} as double) * {{ growth_shock }}, 6) as decimal(18, 6))) as bigint)
{%- endmacro %}
