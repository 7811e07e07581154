{# The number of a row in its file: only an engine itself knows in which order it reads. #}
{% macro file_row_number() -%}
    {{ return(adapter.dispatch('file_row_number', 'planwise')()) }}
{%- endmacro %}

{% macro default__file_row_number() -%}
    {{ return('row_number() over ()') }}
{%- endmacro %}

{% macro spark__file_row_number() -%}
    {{ return('row_number() over (order by monotonically_increasing_id())') }}
{%- endmacro %}
