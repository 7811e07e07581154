{% macro parameter(name) -%}
    {{ return(var(name, var('parameters')[name]['default'])) }}
{%- endmacro %}
