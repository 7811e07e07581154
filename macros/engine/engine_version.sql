{# Name of the adapter's dbt package, name of the engine, and what it calls its version. #}
{% macro engine_version() -%}
    {{ return(adapter.dispatch('engine_version', 'planwise')()) }}
{%- endmacro %}

{% macro default__engine_version() -%}
    {{ return(['dbt_duckdb', 'duckdb', run_query('select version()').columns[0].values()[0] if execute else '']) }}
{%- endmacro %}

{% macro spark__engine_version() -%}
    {{ return(['dbt_spark', 'spark', run_query('select version()').columns[0].values()[0] if execute else '']) }}
{%- endmacro %}
