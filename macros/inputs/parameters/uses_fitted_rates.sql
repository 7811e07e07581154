{% macro uses_fitted_rates() -%}
    {%- set found = [] -%}
    {%- for scenario in scenario_parameters() if scenario.parameters.hazards_from != 'assumptions' -%}
        {%- do found.append(scenario.scenario_id) -%}
    {%- endfor -%}
    {{ return(found | length > 0) }}
{%- endmacro %}
