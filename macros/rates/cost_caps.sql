{% macro cost_caps() -%}
    {%- set table = ref('cost_items') -%}
    {%- if not execute or not load_relation(table) -%}
        {{ return([]) }}
    {%- endif -%}
    {{ return(run_query('select distinct annual_cap from ' ~ table ~ ' where annual_cap is not null order by 1').columns[0].values() | list) }}
{%- endmacro %}
