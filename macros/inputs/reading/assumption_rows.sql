{% macro assumption_rows(table_name) -%}
    {%- set bundled = ref('default_' ~ table_name) -%}
    {%- if not execute or not load_relation(bundled) -%}
        {{ return(bundled) }}
    {%- endif -%}
    {%- set path = parameter('assumptions').get(table_name) -%}
    {%- set columns = adapter.get_columns_in_relation(bundled) -%}
    {%- set rows = bundled if path is none else assumption_file(table_name, path, columns) -%}
    {%- if 'scenario_id' not in columns | map(attribute='name') -%}
        {{ return(rows) }}
    {%- endif -%}
    {%- set given_for = 'nullif(trim(cast(scenario_id as ' ~ dbt.type_string() ~ ")), '')" -%}
    {%- set given = '(select *, ' ~ given_for ~ ' as given_scenario_id from ' ~ rows ~ ') as given_rows' -%}
    {% do require_known_scenarios(table_name, given) %}
    {{ return(given) }}
{%- endmacro %}
