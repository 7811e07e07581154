{#
    One simulated year of a batch of trials, in a table of its own that is dropped when the next year and its totals are
    there. On DuckDB it is a temporary table, so that the file does not grow. It is dropped outside any transaction: one that
    is dropped within a transaction would keep its memory until the end of it.
#}
{% macro add_batch_year(building, simulation_year, year_sql) -%}
    {{ return(adapter.dispatch('add_batch_year', 'planwise')(building, simulation_year, year_sql)) }}
{%- endmacro %}

{% macro default__add_batch_year(building, simulation_year, year_sql) -%}
    {%- set table = api.Relation.create(identifier=building.identifier ~ '_' ~ simulation_year, type='table') -%}
    {% call statement('year', auto_begin=True) -%}
        {{ create_table_as(True, table, year_sql) }}
    {%- endcall %}
    {{ return('temp.' ~ table) }}
{%- endmacro %}

{% macro spark__add_batch_year(building, simulation_year, year_sql) -%}
    {%- set table = rows_of_year(building, 'batch_' ~ simulation_year) -%}
    {% do run_query('drop table if exists ' ~ table) %}
    {% do simulate_year(table, year_sql) %}
    {{ return(table) }}
{%- endmacro %}
