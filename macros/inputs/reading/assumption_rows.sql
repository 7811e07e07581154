{% macro assumption_rows(table_name, types=none) -%}
    {%- set path, columns, bundled = parameter('assumptions').get(table_name), [], none -%}
    {%- if types is none -%}
        {%- set bundled = ref('default_' ~ table_name) -%}
        {%- if not execute or not load_relation(bundled) -%}
            {{ return(bundled) }}
        {%- endif -%}
        {%- set columns = adapter.get_columns_in_relation(bundled) -%}
    {%- else -%}
        {%- set nulls = [] -%}
        {%- for name, type in dict({'scenario_id': 'string'}, **types).items() -%}
            {%- do columns.append(api.Column.create(name, type)) -%}
            {%- do nulls.append('cast(null as ' ~ type ~ ') as ' ~ name) -%}
        {%- endfor -%}
        {%- set bundled = '(select ' ~ nulls | join(', ') ~ ' where 1 = 0) as no_rows' -%}
    {%- endif -%}
    {%- set rows = assumption_file(table_name, path, columns) if path and execute else bundled -%}
    {%- if 'scenario_id' not in columns | map(attribute='name') -%}
        {{ return(rows) }}
    {%- endif -%}
    {%- set given_for = 'nullif(trim(cast(scenario_id as ' ~ dbt.type_string() ~ ")), '')" -%}
    {%- set given = '(select *, ' ~ given_for ~ ' as given_scenario_id from ' ~ rows ~ ') as given_rows' -%}
    {% do require_known_scenarios(table_name, given) if path and execute %}
    {{ return(given) }}
{%- endmacro %}
