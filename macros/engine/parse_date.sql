{# A text as a date by a strptime pattern, null where it does not fit; Spark has patterns of its own. #}
{% macro parse_date(text, pattern) -%}
    {{ return(adapter.dispatch('parse_date', 'planwise')(text, pattern)) }}
{%- endmacro %}

{% macro default__parse_date(text, pattern) -%}
    cast(try_strptime({{ text }}, {{ sql_text(pattern) }}) as date)
{%- endmacro %}
