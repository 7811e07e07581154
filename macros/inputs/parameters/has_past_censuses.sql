{% macro has_past_censuses() -%}
    {%- set columns = parameter('census_columns') -%}
    {{ return(columns is mapping and 'census_year' in columns or env_var('PLANWISE_ALL_MODELS', '') != '') }}
{%- endmacro %}
