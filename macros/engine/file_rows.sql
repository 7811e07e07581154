{#
    The rows of a CSV (every column as text) or Parquet file, numbered in the order of the file. Engines differ in how a
    query names a file and who finds the delimiter. The path is a text literal: nothing in it is executed.
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

{% macro spark__file_rows(path) -%}
    {%- set view = 'planwise_file_' ~ local_md5(path) -%}
    {%- if execute -%}
        {%- set format, options = 'parquet', {'path': path} -%}
        {%- if not (path | lower).endswith('.parquet') -%}
            {%- set first_line = run_query('select value from text.' ~ quoted_name(path) ~ ' limit 1') -%}
            {%- set header = modules.re.sub('"[^"]*"', '', (first_line.columns[0].values() | list + [''])[0] or '') -%}
            {%- set found = namespace(delimiter=',') -%}
            {%- for delimiter in [';', '\t', '|'] if header.count(delimiter) > header.count(found.delimiter) -%}
                {%- set found.delimiter = delimiter -%}
            {%- endfor -%}
            {%- set format = 'csv' -%}
            {%- do options.update({
                'header': 'true', 'inferSchema': 'false', 'multiLine': 'true', 'escape': '"', 'sep': found.delimiter
            }) -%}
        {%- endif -%}
        {%- set given = [] -%}
        {%- for name, value in options.items() -%}
            {%- do given.append(name ~ ' ' ~ sql_text(value)) -%}
        {%- endfor -%}
        {%- do run_query(
            'create or replace temporary view ' ~ view ~ ' using ' ~ format ~ ' options (' ~ given | join(', ') ~ ')'
        ) -%}
    {%- endif -%}
    (select *, row_number() over (order by monotonically_increasing_id()) as source_row from {{ view }}) as file_rows
{%- endmacro %}
