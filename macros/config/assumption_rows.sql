{% macro assumption_rows(table_name) -%}
    {%- set bundled = ref('default_' ~ table_name) -%}
    {%- if not execute or not load_relation(bundled) -%}
        {{ return(bundled) }}
    {%- endif -%}
    {%- set path = parameter('assumptions').get(table_name) -%}
    {%- set rows = bundled if path is none else file_rows(path) -%}
    {%- set columns = adapter.get_columns_in_relation(bundled) | map(attribute='name') | list -%}
    {%- set present = columns if path is none else file_columns(path) | map('lower') | list -%}
    {%- set needed = columns | reject('in', ['scenario_id', 'tenure_from', 'tenure_to']) | list -%}
    {%- set missing = needed | reject('in', present) | list -%}
    {%- if missing -%}
        {% do raise_bad_input(
            '`assumptions.' ~ table_name ~ '`: the file ' ~ path ~ ' lacks the column ' ~ missing | join(', ')
            ~ '; it needs ' ~ needed | join(', ') ~ ' and has ' ~ present | join(', ')
        ) %}
    {%- endif -%}
    {%- if 'scenario_id' not in columns and 'scenario_id' in present -%}
        {% do raise_bad_input(
            '`assumptions.' ~ table_name ~ '`: the file ' ~ path ~ ' has the column scenario_id; ' ~ table_name
            ~ ' cannot differ between scenarios, so leave that column out'
        ) %}
    {%- elif 'scenario_id' not in columns -%}
        {{ return(rows) }}
    {%- endif -%}
    {%- set text = dbt.type_string() -%}
    {%- set given_for = "nullif(trim(cast(scenario_id as " ~ text ~ ")), '')" if 'scenario_id' in present
        else 'cast(null as ' ~ text ~ ')' -%}
    {%- set added = [given_for ~ ' as given_scenario_id'] -%}
    {%- for name in columns if name not in present and name not in needed and name != 'scenario_id' -%}
        {%- do added.append('cast(null as ' ~ text ~ ') as ' ~ name) -%}
    {%- endfor -%}
    {%- set given = '(select *, ' ~ added | join(', ') ~ ' from ' ~ rows ~ ') as given_rows' -%}
    {%- if 'scenario_id' in present -%}
        {% do require_known_scenarios(table_name, given) %}
    {%- endif -%}
    {{ return(given) }}
{%- endmacro %}
