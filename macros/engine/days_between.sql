{# Whole days from one date to another; the cross-engine datediff casts both to timestamps on DuckDB. #}
{% macro days_between(from_date, to_date) -%}
    {{ return(adapter.dispatch('days_between', 'planwise')(from_date, to_date)) }}
{%- endmacro %}

{% macro default__days_between(from_date, to_date) -%}
    date_diff('day', {{ from_date }}, {{ to_date }})
{%- endmacro %}

{% macro spark__days_between(from_date, to_date) -%}
    datediff({{ to_date }}, {{ from_date }})
{%- endmacro %}
