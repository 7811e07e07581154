{#
    Where to select the columns of a CSV file from, all as text, and their names. The first line is the header, whose most
    frequent of , ; tab | is the delimiter. DuckDB is not left to find out: what it finds depends on the rows, and rows that
    do not fit what it found can be lost without a word.
#}
{% macro csv_source(path, place) -%}
    {{ return(adapter.dispatch('csv_source', 'planwise')(path, place)) }}
{%- endmacro %}

{% macro default__csv_source(path, place) -%}
    {%- set lines = csv_lines(path, place) -%}
    {%- set header = csv_header(lines) -%}
    {%- set identifiers, types = [], [] -%}
    {%- for name in header.names -%}
        {%- do identifiers.append('column_' ~ loop.index) -%}
        {%- do types.append("'column_" ~ loop.index ~ "': 'varchar'") -%}
    {%- endfor -%}
    {%- set rows = 'read_csv(' ~ file_literal(path, place) ~ ", auto_detect = false, header = true, quote = '\"', escape = '\"', "
        ~ 'hive_partitioning = false, delim = ' ~ sql_text(header.delimiter) ~ ', columns = {' ~ types | join(', ') ~ '})'
    -%}
    {%- set follows = lines[header.lines:] | join | trim | length > 0 -%}
    {{ return({
        'columns': header.names, 'identifiers': identifiers, 'rows': rows, 'header': header.text, 'has_rows': follows
    }) }}
{%- endmacro %}

{% macro spark__csv_source(path, place) -%}
    {{ return(file_view(path, 'csv', {
        'header': 'true', 'inferSchema': 'false', 'multiLine': 'true', 'escape': '"',
        'sep': csv_header(csv_lines(path, place)).delimiter
    })) }}
{%- endmacro %}
