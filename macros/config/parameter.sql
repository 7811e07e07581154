{% macro parameter(name) -%}
    {%- set value = var(name, declared_parameters()[name]['default']) -%}
    {{ return(value.isoformat() if value.isoformat is defined else value) }}
{%- endmacro %}
