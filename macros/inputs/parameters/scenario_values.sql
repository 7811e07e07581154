{% macro scenario_values(name) -%}
    {%- do check_parameters() -%}
    {%- set shared, values = parameter(name), [] -%}
    {%- for overrides in parameter('scenarios').values() -%}
        {%- do values.append(overrides[name] if name in overrides else shared) -%}
    {%- endfor -%}
    {{ return(values) }}
{%- endmacro %}
