{% macro sample_columns() -%}
    {%- set declared, found = declared_parameters().census_columns, {} -%}
    {%- for name in declared.names if name not in declared.only_when_named -%}
        {%- do found.update({name: name}) -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}
