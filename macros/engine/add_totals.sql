{# Creates the table for the totals of batches while `yearly` builds, and returns what to insert into. #}
{% macro add_totals(building, totals_sql) -%}
    {{ return(adapter.dispatch('add_totals', 'planwise')(building, totals_sql)) }}
{%- endmacro %}

{% macro default__add_totals(building, totals_sql) -%}
    {% call statement('totals', auto_begin=True) -%}
        {{ create_table_as(False, building, totals_sql) }}
    {%- endcall %}
    {{ return(building) }}
{%- endmacro %}

{% macro spark__add_totals(building, totals_sql) -%}
    {%- set table = rows_of_year(building, 'all') -%}
    {% call statement('totals') -%}
        {{ create_table_as(False, table, totals_sql) }}
    {%- endcall %}
    {{ return(table) }}
{%- endmacro %}
