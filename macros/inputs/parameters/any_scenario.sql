{% macro any_scenario(name, value) -%}
    {{ return(value in scenario_values(name)) }}
{%- endmacro %}
