{# What to select one simulated year from, while `yearly` builds: add_year says where an engine keeps it. #}
{% macro rows_of_year(building, simulation_year) -%}
    {{ return(adapter.dispatch('rows_of_year', 'planwise')(building, simulation_year)) }}
{%- endmacro %}

{% macro default__rows_of_year(building, simulation_year) -%}
    {{ return('(select * from ' ~ building ~ ' where simulation_year = ' ~ simulation_year ~ ') as rows_of_year') }}
{%- endmacro %}

{% macro spark__rows_of_year(building, simulation_year) -%}
    {%- set name = building.identifier ~ '_' ~ simulation_year ~ '_' ~ invocation_id.split('-')[0] -%}
    {{ return(building.incorporate(path={'identifier': name})) }}
{%- endmacro %}
