{# The columns of a file are column_1, column_2, ... for SQL, so that no name in a file is ever part of it. #}
{% macro read_file(path, parameter_name) -%}
    {%- set place = '`' ~ parameter_name ~ '`: the file ' ~ printable(path) -%}
    {%- set source = {'columns': [], 'identifiers': [], 'rows': 'not_read'} -%}
    {%- set is_workbook = parameter_name == 'census_path' and (path | lower ~ '#').split('.xlsx#') | length > 1 -%}
    {#- the runner has put the sheet of a workbook into a CSV -#}
    {%- set sheet = env_var('PLANWISE_WORKBOOK_CSV', '') if execute and is_workbook else '' -%}
    {%- if execute and is_workbook and not sheet -%}
        {% do raise_bad_input(place ~ ': `planwise run` reads workbooks, dbt alone does not; save the sheet as CSV') %}
    {%- endif -%}
    {%- if execute and (path | lower).endswith('.parquet') -%}
        {%- set source = parquet_source(path, place) -%}
    {%- elif execute -%}
        {%- set source = csv_source(sheet or path, place) -%}
    {%- endif -%}
    {%- set selected = [] -%}
    {%- for identifier in source.identifiers -%}
        {%- do selected.append(identifier ~ ' as column_' ~ loop.index) -%}
    {%- endfor -%}
    {%- do selected.append(file_row_number() ~ ' as source_row') -%}
    {{ return(dict(source, **{
        'path': printable(path),
        'place': place,
        'source': source.rows,
        'rows': '(select ' ~ selected | join(', ') ~ ' from ' ~ source.rows ~ ') as file_rows'
    })) }}
{%- endmacro %}
