{#
    Where to select the columns of a CSV file from, all as text, and their names. The first line is the header, whose most
    frequent of , ; tab | is the delimiter. DuckDB is not left to find out: what it finds depends on the rows, and rows that
    do not fit what it found can be lost without a word. Lines that cannot be read are an error that says where.
#}
{% macro csv_source(path, place) -%}
    {{ return(adapter.dispatch('csv_source', 'planwise')(path, place)) }}
{%- endmacro %}

{% macro default__csv_source(path, place) -%}
    {%- set lines = csv_lines(path, place) -%}
    {%- set header = csv_header(lines) -%}
    {%- set identifiers, types, counts = [], [], [] -%}
    {%- for name in header.names -%}
        {%- do identifiers.append('column_' ~ loop.index) -%}
        {%- do types.append("'column_" ~ loop.index ~ "': 'varchar'") -%}
        {%- do counts.append('count(column_' ~ loop.index ~ ')') -%}
    {%- endfor -%}
    {%- set reader = 'read_csv(' ~ file_literal(path, place) ~ ", auto_detect = false, header = true, quote = '\"', escape = '\"', "
        ~ 'hive_partitioning = false, delim = ' ~ sql_text(header.delimiter) ~ ', columns = {' ~ types | join(', ') ~ '}'
    -%}
    {%- do run_query('drop table if exists temp.planwise_lines; drop table if exists temp.planwise_scans') -%}
    {%- set rows = run_query(
        'select count(*), ' ~ counts | join(', ') ~ ' from ' ~ reader ~ ', store_rejects = true, rejects_limit = 1000,'
        ~ " rejects_table = 'planwise_lines', rejects_scan = 'planwise_scans')"
    ).rows[0][0] -%}
    {%- set unread = run_query(
        "select line, error_type, ':' || left(csv_line, 80), error_message,"
        ~ ' (select count(distinct line) from temp.planwise_lines) from temp.planwise_lines order by line, column_idx limit 1'
    ).rows -%}
    {%- do run_query('drop table if exists temp.planwise_lines; drop table if exists temp.planwise_scans') -%}
    {%- for line, kind, text, message, count in unread -%}
        {%- set found = modules.re.findall('[0-9]+', message) + [''] -%}
        {%- set counted = ' values than the header, ' ~ shown_value(header.text) ~ ', which has ' ~ found[0] -%}
        {%- set what = {
            'MISSING COLUMNS': 'has fewer' ~ counted,
            'TOO MANY COLUMNS': 'has more' ~ counted ~ '; a value with a delimiter in it needs double quotes around it',
            'UNQUOTED VALUE': 'has a double quote that does not end where the value ends',
            'INVALID ENCODING': 'is not UTF-8 text; save the file with the encoding UTF-8',
            'LINE SIZE OVER MAXIMUM': 'is longer than 2,000,000 bytes'
        }.get(kind, 'cannot be read: ' ~ kind | lower) -%}
        {%- set all = '; one of ' ~ ('1,000 or more' if count >= 999 else count | int) ~ ' such lines' if count > 1 else '' -%}
        {% do raise_bad_input(place ~ ', line ' ~ line | int ~ ': ' ~ what ~ '; got ' ~ shown_value(text[1:]) ~ all) %}
    {%- endfor -%}
    {%- if rows == 0 and lines | length > header.lines and lines[header.lines:] | join | trim -%}
        {% do raise_bad_input(
            place ~ ': none of its rows can be told from the header; take the line breaks out of the names of the columns'
        ) %}
    {%- endif -%}
    {{ return({'columns': header.names, 'identifiers': identifiers, 'rows': reader ~ ')'}) }}
{%- endmacro %}

{% macro spark__csv_source(path, place) -%}
    {{ return(file_view(path, 'csv', {
        'header': 'true', 'inferSchema': 'false', 'multiLine': 'true', 'escape': '"',
        'sep': csv_header(csv_lines(path, place)).delimiter
    })) }}
{%- endmacro %}
