{# Creates the table of the counts of all trials, with those of the detailed ones, and returns what to insert the others into. #}
{% macro add_totals(building, totals_sql) -%}
    {{ return(adapter.dispatch('add_totals', 'planwise')(building, totals_sql)) }}
{%- endmacro %}

{% macro default__add_totals(building, totals_sql) -%}
    {% call statement('main', auto_begin=True) -%}
        {{ create_table_as(False, building, totals_sql) }}
    {%- endcall %}
    {{ return(building) }}
{%- endmacro %}

{% macro spark__add_totals(building, totals_sql) -%}
    {%- set table = rows_of_year(building, 'all') -%}
    {% call statement('main') -%}
        {{ create_table_as(False, table, totals_sql) }}
    {%- endcall %}
    {{ return(table) }}
{%- endmacro %}
