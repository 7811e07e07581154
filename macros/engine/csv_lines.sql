{#
    The first lines of a CSV file, after a look at all of it: what is no text, or ends its lines in different ways, is an
    error here, for DuckDB's reader then stops or skips rows. Spark reads the line endings by itself, and only the first line
    is looked at.
#}
{% macro csv_lines(path, place) -%}
    {{ return(adapter.dispatch('csv_lines', 'planwise')(path, place)) }}
{%- endmacro %}

{% macro default__csv_lines(path, place) -%}
    {%- set literal = file_literal(path, place) -%}
    {%- if not run_query('select file from glob(' ~ literal ~ ')').rows -%}
        {% do raise_bad_input(place ~ ': there is no such file') %}
    {%- endif -%}
    {#- a gzip file says at its end how large it was, in four bytes from the lowest -#}
    {%- set size, tail = run_query(
        'select size, ' ~ ('hex(content[-4:])' if path.endswith('.gz') else "''") ~ ' from read_blob(' ~ literal ~ ')'
    ).rows[0] -%}
    {%- if not size -%}
        {% do raise_bad_input(place ~ ': is empty, or a pipe or a device; must be a file with the names of the columns') %}
    {%- endif -%}
    {%- set size = (tail[6:] ~ tail[4:6] ~ tail[2:4] ~ tail[:2]) | int(base=16) if tail else size | int -%}
    {#- each line a value, whatever is in it; with new_line both \r and \n end one, so that \r\n has an empty line inside -#}
    {%- set reader = 'read_csv(' ~ literal ~ ", auto_detect = false, header = false, columns = {'line': 'varchar'},"
        ~ " delim = '\x1e', quote = '', escape = '', strict_mode = false, hive_partitioning = false, store_rejects = true,"
        ~ " rejects_limit = 1000, rejects_table = 'planwise_lines', rejects_scan = 'planwise_scans'"
    -%}
    {%- set split = '(select line, row_number() over () as number from ' ~ reader ~ ", new_line = '\\n'))" -%}
    {%- do run_query('drop table if exists temp.planwise_lines; drop table if exists temp.planwise_scans') -%}
    {%- set lines = texts_of("coalesce(line, '')", split ~ ' where number <= 200', 'number') -%}
    {%- set parts, blanks, letters, odd = run_query(
        "select count(*), count(case when coalesce(line, '') = '' then 1 end), coalesce(sum(strlen(line)), 0),"
        ~ " count(case when length(replace(line, '\"', '\"\"')) % 2 <> length(line) % 2 then 1 end) from " ~ split
    ).rows[0] -%}
    {%- set ends = run_query('select count(*) from ' ~ reader ~ ", new_line = '\\r\\n')").rows[0][0] -%}
    {%- set known = run_query('select count(*) from temp.planwise_lines').rows[0][0] -%}
    {%- if not known and size - letters - parts > 3 -%}
        {#- more than a byte order mark: DuckDB leaves out a line that is longer than its buffer -#}
        {% do raise_bad_input(
            place ~ ': ' ~ (size - letters - parts) | int ~ ' of its ' ~ size ~ ' bytes cannot be read, in a line longer than 2,000,000 bytes'
        ) %}
    {%- endif -%}
    {%- set first = texts_of("error_type || ':' || csv_line", 'temp.planwise_lines where line = 1') -%}
    {%- do run_query('drop table if exists temp.planwise_lines; drop table if exists temp.planwise_scans') -%}
    {%- set start = (first + lines + [''])[0] -%}
    {%- set kinds = [
        ('PK\x03\x04', 'is a ZIP archive or an Excel workbook; save it as CSV'),
        ('%PDF', 'is a PDF; save its table as CSV'),
        ('PAR1', 'is a Parquet file; give it a name that ends in .parquet'),
        ('\x1f', 'is compressed; give it a name that ends in .gz')
    ] -%}
    {%- for beginning, what in kinds if (start.split(':', 1) | last).startswith(beginning) -%}
        {% do raise_bad_input(place ~ ': ' ~ what) %}
    {%- endfor -%}
    {%- if not start and not letters -%}
        {% do raise_bad_input(place ~ ': is empty; must have a line with the names of the columns') %}
    {%- elif '\x00' in start -%}
        {% do raise_bad_input(place ~ ': is UTF-16 or no text at all; save it as CSV with the encoding UTF-8') %}
    {%- elif first -%}
        {% do raise_bad_input(place ~ ', line 1: ' ~ {
            'INVALID ENCODING': 'is not UTF-8 text; save the file with the encoding UTF-8',
            'LINE SIZE OVER MAXIMUM': 'is longer than 2,000,000 bytes'
        }.get(start.split(':', 1)[0], 'cannot be read')) %}
    {%- elif not start | trim -%}
        {% do raise_bad_input(place ~ ': its first line is blank; must have the names of the columns') %}
    {%- elif not odd and 0 < parts - ends < ends - 1 and 2 * blanks < parts -%}
        {#- where no quote goes over a line end: DuckDB stops there, or loses rows without a word -#}
        {% do raise_bad_input(
            place ~ ': its lines end in different ways (' ~ (parts - ends) | int ~ ' of ' ~ ends | int ~ ' in CR LF); save it with one kind of line ending'
        ) %}
    {%- endif -%}
    {{ return(lines) }}
{%- endmacro %}

{% macro spark__csv_lines(path, place) -%}
    {{ return(texts_of('value', '(select value from text.' ~ quoted_name(path) ~ ' limit 1) as first_lines') + ['']) }}
{%- endmacro %}
