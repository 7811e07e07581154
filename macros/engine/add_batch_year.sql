{#
    One simulated year of a batch of trials, in a table of its own that is dropped when the next year and its totals are
    there. On DuckDB it is a temporary table, so that the file does not grow, outside any transaction: one that is
    dropped within a transaction would keep its memory until the end of it.
#}
{% macro add_batch_year(building, simulation_year, year_sql, sources) -%}
    {{ return(adapter.dispatch('add_batch_year', 'planwise')(building, simulation_year, year_sql, sources)) }}
{%- endmacro %}

{% macro default__add_batch_year(building, simulation_year, year_sql, sources) -%}
    {%- set table = api.Relation.create(identifier=building.identifier ~ '_' ~ simulation_year, type='table') -%}
    {% do run_query('drop table if exists temp.' ~ table) %}
    {% do run_query(create_table_as(True, table, replace_names(year_sql, sources))) %}
    {{ return(table) }}
{%- endmacro %}

{% macro spark__add_batch_year(building, simulation_year, year_sql, sources) -%}
    {%- set table = rows_of_year(building, 'batch_' ~ simulation_year) -%}
    {% do run_query('drop table if exists ' ~ table) %}
    {% do simulate_year(table, year_sql, sources) %}
    {{ return(table) }}
{%- endmacro %}
