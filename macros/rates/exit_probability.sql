{% macro exit_probability(factor, hazard_ppb) -%}
    least(coalesce({{ factor }}, 0) * {{ hazard_ppb }} / {{ billion() }}, 1e0)
{%- endmacro %}
