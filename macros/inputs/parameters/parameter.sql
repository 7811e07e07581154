{% macro parameter(name) -%}
    {%- set value = given_parameters().get(name) -%}
    {%- if value is not string or not modules.re.search('[{][{%#]|[#}%][}]', value) -%}
        {#- unlike the text as given, var() also knows the parameters of a unit test -#}
        {%- set value = plain_input(var(name, declared_parameters()[name]['default'])) -%}
    {%- endif -%}
    {%- if name == 'scenarios' and value is mapping -%}
        {%- for scenario_id in value if value[scenario_id] is none -%}
            {%- do value.update({scenario_id: {}}) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(value) }}
{%- endmacro %}
