{% macro sql_text(value) -%}
    {%- if value is none -%}
        {{ return('null') }}
    {%- elif value is mapping or value is sequence and value is not string -%}
        {%- set text = tojson(value) -%}
    {%- elif value is boolean -%}
        {%- set text = 'true' if value else 'false' -%}
    {%- else -%}
        {%- set text = value | string -%}
    {%- endif -%}
    {{ return(adapter.dispatch('text_literal', 'planwise')(text)) }}
{%- endmacro %}
