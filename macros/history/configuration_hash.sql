{% macro configuration_hash() -%}
    {%- set values = {} -%}
    {%- for name in declared_parameters() -%}
        {%- do values.update({name: parameter(name)}) -%}
    {%- endfor -%}
    {%- set scenarios = {} -%}
    {%- for scenario_id, overrides in values.scenarios.items() -%}
        {%- do scenarios.update({scenario_id: overrides or {}}) -%}
    {%- endfor -%}
    {%- do values.update({'scenarios': scenarios}) -%}
    {{ return(local_md5(tojson(values, sort_keys=true))) }}
{%- endmacro %}
