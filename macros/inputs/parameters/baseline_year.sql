{% macro baseline_year() -%}
    {{ return(parameter('baseline_census_year') or parameter('start_year') - 1) }}
{%- endmacro %}
