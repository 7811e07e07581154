{#
    Adds the rows of one simulated year while `yearly` builds. DuckDB appends to one table. On Spark each year is a table of
    its own, so that the next year reads nothing else.
#}
{% macro add_year(building, simulation_year, year_sql, is_first) -%}
    {{ return(adapter.dispatch('add_year', 'planwise')(building, simulation_year, year_sql, is_first)) }}
{%- endmacro %}

{% macro default__add_year(building, simulation_year, year_sql, is_first) -%}
    {%- if is_first -%}
        {% do simulate_year(building, year_sql) %}
    {%- else -%}
        {% call statement('year', auto_begin=True) -%}
            insert into {{ building }}
            {{ year_sql }}
        {%- endcall %}
    {%- endif -%}
{%- endmacro %}

{% macro spark__add_year(building, simulation_year, year_sql, is_first) -%}
    {% do simulate_year(rows_of_year(building, simulation_year), year_sql) %}
{%- endmacro %}
