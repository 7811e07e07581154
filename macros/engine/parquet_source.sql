{#
    Where to select the columns of a Parquet file from, and their names. DuckDB takes folders called name=value for columns
    unless it is told not to.
#}
{% macro parquet_source(path, place) -%}
    {{ return(adapter.dispatch('parquet_source', 'planwise')(path, place)) }}
{%- endmacro %}

{% macro default__parquet_source(path, place) -%}
    {%- set literal = file_literal(path, place) -%}
    {%- if not run_query('select file from glob(' ~ literal ~ ')').rows -%}
        {% do raise_bad_input(place ~ ': there is no such file') %}
    {%- elif not adapter.location_exists(literal[1:-1]) -%}
        {% do raise_bad_input(place ~ ': is no Parquet file, or it is cut off, damaged or not to be read by you') %}
    {%- endif -%}
    {%- set rows = 'read_parquet(' ~ literal ~ ', hive_partitioning = false)' -%}
    {%- set names = texts_of(
        'column_name',
        '(select column_name, row_number() over () as position from (describe select * from ' ~ rows ~ '))',
        'position'
    ) -%}
    {%- set identifiers = [] -%}
    {%- for name in names -%}
        {%- do identifiers.append(quoted_name(name)) -%}
    {%- endfor -%}
    {#- the names as they are in the file, without those inside of others: beside an age, DuckDB calls a column AGE AGE_1 -#}
    {%- set written, inside = [], namespace(parts=0) -%}
    {%- for name, parts in run_query("select ':' || name, num_children from parquet_schema(" ~ literal ~ ')').rows[1:] -%}
        {%- do written.append(name[1:]) if not inside.parts -%}
        {%- set inside.parts = (inside.parts or 1) - 1 + (parts or 0) | int -%}
    {%- endfor -%}
    {{ return({'columns': written, 'identifiers': identifiers, 'rows': rows}) }}
{%- endmacro %}

{% macro spark__parquet_source(path, place) -%}
    {{ return(file_view(path, 'parquet', {})) }}
{%- endmacro %}
