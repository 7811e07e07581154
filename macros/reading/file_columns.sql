{# Names of the columns of a file, in order; an empty list while dbt only parses. #}
{% macro file_columns(path) -%}
    {%- if not execute -%}
        {{ return([]) }}
    {%- endif -%}
    {%- set names = run_query('select * from ' ~ file_rows(path) ~ ' limit 0').column_names | list -%}
    {{ return(names | reject('equalto', 'source_row') | list) }}
{%- endmacro %}
