{#
    Adds the rows of one simulated year while `yearly` builds. DuckDB appends to one table and stores by itself what
    several steps of a query read. On Spark each year is a table of its own, so that the next year reads nothing else.
#}
{% macro add_year(building, simulation_year, year_sql, sources, is_first) -%}
    {{ return(adapter.dispatch('add_year', 'planwise')(building, simulation_year, year_sql, sources, is_first)) }}
{%- endmacro %}

{% macro default__add_year(building, simulation_year, year_sql, sources, is_first) -%}
    {% call statement('main' if is_first else 'year', auto_begin=True) -%}
        {%- if is_first -%}
            {{ create_table_as(False, building, replace_names(year_sql, sources)) }}
        {%- else -%}
            insert into {{ building }}
            {{ replace_names(year_sql, sources) }}
        {%- endif -%}
    {%- endcall %}
{%- endmacro %}

{% macro spark__add_year(building, simulation_year, year_sql, sources, is_first) -%}
    {% do simulate_year(rows_of_year(building, simulation_year), year_sql, sources) %}
{%- endmacro %}
