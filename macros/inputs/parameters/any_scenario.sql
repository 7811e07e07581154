{% macro any_scenario(name, value) -%}
    {{ return(value in scenario_parameters() | map(attribute='parameters') | map(attribute=name) | list) }}
{%- endmacro %}
