{#
    The rows of a CSV (every column as text) or Parquet file, numbered in the order of the file. Engines differ in how a
    query names a file. The path is a text literal: nothing in it is executed.
#}
{% macro file_rows(path) -%}
    {{ return(adapter.dispatch('file_rows', 'planwise')(path)) }}
{%- endmacro %}

{% macro default__file_rows(path) -%}
    {%- if (path | lower).endswith('.parquet') -%}
        {%- set reader = 'read_parquet(' ~ sql_text(path) ~ ')' -%}
    {%- else -%}
        {%- set reader = 'read_csv(' ~ sql_text(path) ~ ', all_varchar = true, header = true)' -%}
    {%- endif -%}
    (select *, row_number() over () as source_row from {{ reader }}) as file_rows
{%- endmacro %}
