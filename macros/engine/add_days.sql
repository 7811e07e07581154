{# date + days stays a date; the cross-engine dateadd makes a timestamp of it on DuckDB. #}
{% macro add_days(date, days) -%}
    {{ return(adapter.dispatch('add_days', 'planwise')(date, days)) }}
{%- endmacro %}

{% macro default__add_days(date, days) -%}
    ({{ date }} + cast({{ days }} as integer))
{%- endmacro %}

{% macro spark__add_days(date, days) -%}
    date_add({{ date }}, cast({{ days }} as int))
{%- endmacro %}
