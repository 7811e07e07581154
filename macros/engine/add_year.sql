{#
    Adds the rows of one simulated year while `yearly` builds. DuckDB appends to one table and stores by itself what
    several steps of a query read. On Spark each year is a table of its own, so that the next year reads nothing else.
    For the time of the year, Spark also stores each decision that several later ones read, which it would decide again
    for each of them, and the CTEs that a decision names in its meta `stored`: small tables that an engine only sends to
    every worker when it knows that they are small. House style ends each CTE by a line `),`; that is where it is cut.
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
        {%- set decision = namespace(sql=replace_names(body[:-1], names)) -%}
        {%- set tables = graph.nodes[step.id].config.meta.get('stored', []) -%}
        {%- set tables = tables + [none] if year_sql.count(name) > 2 else tables -%}
        {%- for cte in tables -%}
            {%- set table = building.incorporate(
                path={'identifier': year_relation.identifier ~ '_' ~ stored | length}, type='table'
            ) -%}
            {%- do stored.append(table) -%}
            {%- if cte is none -%}
                {%- set table_sql = decision.sql -%}
                {%- do names.update({name: table | string}) -%}
            {%- else -%}
                {%- set before, rest = decision.sql.split('\n' ~ cte ~ ' as (\n', 1) -%}
                {%- set definition, after = rest.split('\n),\n', 1) -%}
                {%- set opening = before ~ '\n' ~ cte ~ ' as (\n' -%}
                {%- set table_sql = opening ~ definition ~ '\n)\n\nselect * from ' ~ cte -%}
                {%- set decision.sql = opening ~ 'select * from ' ~ table ~ '\n),\n' ~ after -%}
            {%- endif -%}
            {% call statement('step') -%}
                {{ create_table_as(False, table, table_sql) }}
            {%- endcall %}
        {%- endfor -%}
        {%- if name in names -%}
            {%- set year.sql = year.sql.replace(step.sql ~ ',', '') -%}
        {%- else -%}
            {%- set year.sql = year.sql.replace(step.sql, name ~ ' as (' ~ decision.sql ~ ')') -%}
        {%- endif -%}
    {%- endfor -%}
    {% call statement('main' if is_first else 'year') -%}
        {{ create_table_as(False, year_relation, replace_names(year.sql, names)) }}
    {%- endcall %}
    {%- for table in stored -%}
        {% do adapter.drop_relation(table) %}
    {%- endfor -%}
{%- endmacro %}
