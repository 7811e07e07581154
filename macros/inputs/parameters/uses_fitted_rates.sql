{% macro uses_fitted_rates() -%}
    {{ return(scenario_values('hazards_from') | unique(true) | list != ['assumptions']) }}
{%- endmacro %}
