{% macro file_column(file, name) -%}
    {%- set found = [] -%}
    {%- for column in file.columns -%}
        {%- do found.append('column_' ~ loop.index) if column | trim | lower == name | trim | lower -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}
