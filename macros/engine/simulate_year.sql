{#
    Makes a table of one simulated year. DuckDB stores by itself what several steps of a query read. The Spark implementation
    stores each decision model that more than one other model reads in a table, until the year is there, because Spark would
    otherwise decide it again for every reader. The last step is the model that the year selects from.
#}
{% macro simulate_year(table, year_sql) -%}
    {{ return(adapter.dispatch('simulate_year', 'planwise')(table, year_sql)) }}
{%- endmacro %}

{% macro default__simulate_year(table, year_sql) -%}
    {% call statement('main', auto_begin=True) -%}
        {{ create_table_as(False, table, year_sql) }}
    {%- endcall %}
{%- endmacro %}

{% macro spark__simulate_year(table, year_sql) -%}
    {%- set steps, stored, last = [], [], namespace(step=none) -%}
    {%- for step in model.extra_ctes -%}
        {%- set last.step = '__dbt__cte__' ~ graph.nodes[step.id].name -%}
        {%- set readers = [] -%}
        {%- for other in model.extra_ctes if step.id in graph.nodes[other.id].depends_on.nodes -%}
            {%- do readers.append(other.id) -%}
        {%- endfor -%}
        {%- do steps.append(step.sql) -%}
        {%- if readers | length > 1 -%}
            {%- set step_table = table.incorporate(
                path={'identifier': table.identifier ~ '_' ~ stored | length}, type='table'
            ) -%}
            {% call statement('step') -%}
                {{ create_table_as(False, step_table, 'with ' ~ steps | join(', ') ~ ' select * from ' ~ last.step) }}
            {%- endcall %}
            {%- do stored.append(step_table) -%}
            {%- do steps.pop() -%}
            {%- do steps.append(last.step ~ ' as (select * from ' ~ step_table ~ ')') -%}
        {%- endif -%}
    {%- endfor -%}
    {% call statement('main') -%}
        {{ create_table_as(False, table, 'with ' ~ steps | join(', ') ~ ' select * from ' ~ last.step) }}
    {%- endcall %}
    {%- for step_table in stored -%}
        {% do adapter.drop_relation(step_table) %}
    {%- endfor -%}
{%- endmacro %}
