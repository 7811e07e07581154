{% macro scaled_ppb(hazard_ppb, factors) -%}
    cast(round({{ hazard_ppb }}{% for factor in factors %} * coalesce({{ factor }}, 1e0){% endfor %}) as bigint)
{%- endmacro %}
