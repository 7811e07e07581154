{% macro has_rows(relation) -%}
    {#- dbt looks for refs without a database, and finds those of both cases -#}
    {%- if not execute -%}
        {{ return(true) }}
    {%- endif -%}
    {{ return(load_relation(relation) and run_query('select 1 as one from ' ~ relation ~ ' limit 1').rows | length > 0) }}
{%- endmacro %}
