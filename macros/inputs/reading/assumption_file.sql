{% macro assumption_file(table_name, path, columns) -%}
    {%- set file = read_file(path, 'assumptions.' ~ table_name) -%}
    {%- set place = '`assumptions.' ~ table_name ~ '`: the file ' ~ file.path -%}
    {%- set optional = [
        'scenario_id', 'tenure_from', 'tenure_to', 'year', 'value', 'min_age', 'min_tenure', 'min_age_plus_tenure', 'growth_rate',
        'headcount', 'employee_id', 'pay', 'unit_name'
    ] + {'planned_events': ['level_id'], 'thresholds': ['dimension'], 'hire_profiles': ['dimension']}.get(table_name, []) -%}
    {%- set names = columns | map(attribute='name') | list -%}
    {%- set needed, missing, selected = names | reject('in', optional) | list, [], ['source_row'] -%}
    {%- for name in names -%}
        {%- set found = file_column(file, name) -%}
        {%- if found | length > 1 -%}
            {% do raise_bad_input(place ~ ' has the column ' ~ name ~ ' ' ~ found | length ~ ' times') %}
        {%- elif found -%}
            {%- do selected.append(found[0] ~ ' as ' ~ name) -%}
        {%- elif name in optional -%}
            {%- do selected.append('cast(null as ' ~ dbt.type_string() ~ ') as ' ~ name) -%}
        {%- else -%}
            {%- do missing.append(name) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if missing -%}
        {% do raise_bad_input(
            place ~ ' lacks the column ' ~ missing | join(', ') ~ '; it needs ' ~ needed | join(', ') ~ ' and has '
            ~ printed(file.columns, ', ')
        ) %}
    {%- elif 'scenario_id' not in names and file_column(file, 'scenario_id') -%}
        {% do raise_bad_input(
            place ~ ' has the column scenario_id; ' ~ table_name
            ~ ' cannot differ between scenarios, so leave that column out'
        ) %}
    {%- endif -%}
    {% do require_readable_rows(file) %}
    {%- set rows = '(select ' ~ selected | join(', ') ~ ' from ' ~ file.rows ~ ') as given_file' -%}
    {% do require_readable_values(place, rows, columns) %}
    {{ return(rows) }}
{%- endmacro %}
