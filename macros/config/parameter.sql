{% macro parameter(name) -%}
    {{ return(var(name, declared_parameters()[name]['default'])) }}
{%- endmacro %}
