{% macro configuration_given() -%}
    {%- set given = {} -%}
    {%- for name, declaration in declared_parameters().items() if parameter(name) != declaration['default'] -%}
        {%- do given.update({name: parameter(name)}) -%}
    {%- endfor -%}
    {{ return(given) }}
{%- endmacro %}
