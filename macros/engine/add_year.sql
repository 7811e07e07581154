{#
    Adds the rows of one simulated year while `yearly` builds. DuckDB appends to one table and stores by itself what
    several steps of a query read. On Spark each year is a table of its own, so that the next year reads nothing else,
    and so is, for the time of the year, each decision that several later ones read: Spark and its kin would decide it
    again for each of them.
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
    {%- set year_relation = rows_of_year(building, simulation_year) -%}
    {%- set names, stored = dict(sources), [] -%}
    {%- set year = namespace(sql=year_sql) -%}
    {%- for step in model.extra_ctes -%}
        {%- set name, body = step.sql.strip().split(' as (', 1) -%}
        {%- if year_sql.count(name) > 2 -%}
            {%- set relation = building.incorporate(path={'identifier': year_relation.identifier ~ '_' ~ loop.index}) -%}
            {% call statement('step') -%}
                {{ create_table_as(False, relation, replace_names(body[:-1], names)) }}
            {%- endcall %}
            {%- do stored.append(relation) -%}
            {%- do names.update({name: relation | string}) -%}
            {%- set year.sql = year.sql.replace(step.sql ~ ',', '') -%}
        {%- endif -%}
    {%- endfor -%}
    {% call statement('main' if is_first else 'year') -%}
        {{ create_table_as(False, year_relation, replace_names(year.sql, names)) }}
    {%- endcall %}
    {%- for relation in stored -%}
        {% do adapter.drop_relation(relation) %}
    {%- endfor -%}
{%- endmacro %}
