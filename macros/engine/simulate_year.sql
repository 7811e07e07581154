{#
    Makes a table of one simulated year. DuckDB stores by itself what several steps of a query read. For the time of the
    year, Spark stores each decision that several later ones read, which it would decide again for each of them, and the
    CTEs that a decision names in its meta `stored`: small tables that an engine only sends to every worker when it knows
    that they are small. House style ends each CTE by a line `),`; that is where it is cut.
#}
{% macro simulate_year(table, year_sql, sources) -%}
    {{ return(adapter.dispatch('simulate_year', 'planwise')(table, year_sql, sources)) }}
{%- endmacro %}

{% macro default__simulate_year(table, year_sql, sources) -%}
    {% call statement('main', auto_begin=True) -%}
        {{ create_table_as(False, table, replace_names(year_sql, sources)) }}
    {%- endcall %}
{%- endmacro %}

{% macro spark__simulate_year(table, year_sql, sources) -%}
    {%- set names, stored = dict(sources), [] -%}
    {%- set year = namespace(sql=year_sql) -%}
    {%- for step in model.extra_ctes -%}
        {%- set name, body = step.sql.strip().split(' as (', 1) -%}
        {%- set decision = namespace(sql=replace_names(body[:-1], names)) -%}
        {%- set tables = graph.nodes[step.id].config.meta.get('stored', []) -%}
        {%- set tables = tables + [none] if year_sql.count(name) > 2 else tables -%}
        {%- for cte in tables -%}
            {%- set step_table = table.incorporate(
                path={'identifier': table.identifier ~ '_' ~ stored | length}, type='table'
            ) -%}
            {%- do stored.append(step_table) -%}
            {%- if cte is none -%}
                {%- set step_sql = decision.sql -%}
                {%- do names.update({name: step_table | string}) -%}
            {%- else -%}
                {%- set before, rest = decision.sql.split('\n' ~ cte ~ ' as (\n', 1) -%}
                {%- set definition, after = rest.split('\n),\n', 1) -%}
                {%- set opening = before ~ '\n' ~ cte ~ ' as (\n' -%}
                {%- set step_sql = opening ~ definition ~ '\n)\n\nselect * from ' ~ cte -%}
                {%- set decision.sql = opening ~ 'select * from ' ~ step_table ~ '\n),\n' ~ after -%}
            {%- endif -%}
            {% call statement('step') -%}
                {{ create_table_as(False, step_table, step_sql) }}
            {%- endcall %}
        {%- endfor -%}
        {%- if name in names -%}
            {%- set year.sql = year.sql.replace(step.sql ~ ',', '') -%}
        {%- else -%}
            {%- set year.sql = year.sql.replace(step.sql, name ~ ' as (' ~ decision.sql ~ ')') -%}
        {%- endif -%}
    {%- endfor -%}
    {% call statement('main') -%}
        {{ create_table_as(False, table, replace_names(year.sql, names)) }}
    {%- endcall %}
    {%- for step_table in stored -%}
        {% do adapter.drop_relation(step_table) %}
    {%- endfor -%}
{%- endmacro %}
