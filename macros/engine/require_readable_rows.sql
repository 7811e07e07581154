{#
    Lines of a CSV file that cannot be read are an error that says where: DuckDB reads all of it once, and keeps those that it
    would leave out or stop at. Spark reads what it can.
#}
{% macro require_readable_rows(file) -%}
    {{ return(adapter.dispatch('require_readable_rows', 'planwise')(file)) }}
{%- endmacro %}

{% macro default__require_readable_rows(file) -%}
    {%- if not execute or file.header is not defined -%}
        {{ return('') }}
    {%- endif -%}
    {%- set counts = [] -%}
    {%- for _ in file.columns -%}
        {%- do counts.append('count(column_' ~ loop.index ~ ')') -%}
    {%- endfor -%}
    {%- do run_query('drop table if exists temp.planwise_lines; drop table if exists temp.planwise_scans') -%}
    {%- set rows = run_query(
        'select count(*), ' ~ counts | join(', ') ~ ' from ' ~ file.source[:-1] ~ ', store_rejects = true, rejects_limit = 1000,'
        ~ " rejects_table = 'planwise_lines', rejects_scan = 'planwise_scans')"
    ).rows[0][0] -%}
    {%- set unread = run_query(
        "select line, error_type, ':' || left(csv_line, 80), error_message,"
        ~ ' (select count(distinct line) from temp.planwise_lines) from temp.planwise_lines order by line, column_idx limit 1'
    ).rows -%}
    {%- do run_query('drop table if exists temp.planwise_lines; drop table if exists temp.planwise_scans') -%}
    {%- for line, kind, text, message, count in unread -%}
        {%- set found = modules.re.findall('[0-9]+', message) + ['', ''] -%}
        {%- set counted = 'has ' ~ found[1] ~ ' fields, the header, ' ~ shown(file.header) ~ ', has ' ~ found[0] -%}
        {%- set what = {
            'MISSING COLUMNS': counted,
            'TOO MANY COLUMNS': counted ~ '; a value with a delimiter in it needs double quotes around it',
            'UNQUOTED VALUE': 'has a double quote that does not end where the value ends',
            'INVALID ENCODING': 'is not UTF-8 text; save the file with the encoding UTF-8',
            'LINE SIZE OVER MAXIMUM': 'is longer than 2,000,000 bytes'
        }.get(kind, 'cannot be read: ' ~ kind | lower) -%}
        {%- set all = '; one of ' ~ ('1,000 or more' if count >= 999 else count | int) ~ ' such lines' if count > 1 else '' -%}
        {% do raise_bad_input(file.place ~ ', line ' ~ line | int ~ ': ' ~ what ~ '; got ' ~ shown(text[1:]) ~ all) %}
    {%- endfor -%}
    {%- if rows == 0 and file.has_rows -%}
        {% do raise_bad_input(
            file.place ~ ': none of its rows can be told from the header; take the line breaks out of the names of the columns'
        ) %}
    {%- endif -%}
{%- endmacro %}

{% macro spark__require_readable_rows(file) -%}
{%- endmacro %}
