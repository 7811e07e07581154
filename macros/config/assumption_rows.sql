{% macro assumption_rows(table_name) -%}
    {%- set bundled = ref('default_' ~ table_name) -%}
    {%- set path = parameter('assumptions').get(table_name) -%}
    {%- if path is none or not execute -%}
        {{ return(bundled) }}
    {%- endif -%}
    {%- set needed = adapter.get_columns_in_relation(bundled) | map(attribute='name') | list -%}
    {%- set present = file_columns(path) | map('lower') | list -%}
    {%- set missing = needed | reject('in', present) | list -%}
    {%- if missing -%}
        {% do raise_bad_input(
            '`assumptions.' ~ table_name ~ '`: the file ' ~ path ~ ' lacks the column ' ~ missing | join(', ')
            ~ '; it needs ' ~ needed | join(', ') ~ ' and has ' ~ present | join(', ')
        ) %}
    {%- endif -%}
    {{ return(file_rows(path)) }}
{%- endmacro %}
