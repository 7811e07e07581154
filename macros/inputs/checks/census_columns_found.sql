{% macro census_columns_found(file) -%}
    {%- set declared = declared_parameters().census_columns -%}
    {%- set mapped, found, starts = parameter('census_columns'), {}, [] -%}
    {%- for name in declared.names if execute -%}
        {%- set wanted = mapped.get(name, name) -%}
        {%- set columns = file_column(file, wanted) if name in mapped or name not in declared.only_when_named else [] -%}
        {%- if columns | length > 1 -%}
            {% do raise_bad_input(
                '`census_columns.' ~ name ~ '`: the file ' ~ file.path ~ ' has the column ' ~ shown(wanted) ~ ' '
                ~ columns | length ~ ' times; rename all but one of them'
            ) %}
        {%- elif columns -%}
            {%- do found.update({name: columns[0]}) -%}
        {%- elif name == 'employee_id' and wanted == 'row_number' -%}
            {%- do found.update({name: "'R' || lpad(cast(source_row as " ~ dbt.type_string() ~ "), 6, '0')"}) -%}
        {%- elif name in mapped -%}
            {%- for column in file.columns[:1000] -%}
                {%- do starts.append((column | lower)[:80]) -%}
            {%- endfor -%}
            {%- set meant = file.columns[starts.index(nearest_name((wanted | lower)[:80], starts))] -%}
            {% do raise_bad_input(
                '`census_columns.' ~ name ~ '`: the file ' ~ file.path ~ ' has no column ' ~ shown(wanted)
                ~ '; did you mean ' ~ shown(meant) ~ '? It has ' ~ printed(file.columns, ', ')
            ) %}
        {%- endif -%}
    {%- endfor -%}
    {%- for name, wanted in parameter('dimensions').items() if execute -%}
        {%- set columns = file_column(file, wanted) -%}
        {%- if name in declared.names + [
            'all', 'level', 'unit_id', 'unit_name', 'value', 'dimension', 'baseline_headcount', 'years_in_level'
        ] -%}
            {% do raise_bad_input('`dimensions.' ~ name ~ '`: is a name of ours; give another, such as ' ~ name ~ '_of_work') %}
        {%- elif columns | length != 1 -%}
            {% do raise_bad_input(
                '`dimensions.' ~ name ~ '`: the file ' ~ file.path ~ ' has ' ~ ('no column ' if not columns else 'twice the column ')
                ~ shown(wanted) ~ '; it has ' ~ printed(file.columns, ', ')
            ) %}
        {%- endif -%}
        {%- do found.update({'dimension_' ~ name: columns[0]}) -%}
    {%- endfor -%}
    {%- set needs = [['employee_id'], ['current_compensation'], ['tenure', 'hire_date']] -%}
    {%- if not parameter('impute_missing_age') -%}
        {%- do needs.append(['age', 'birth_date']) -%}
    {%- endif -%}
    {%- for alternatives in needs if execute and not (alternatives | select('in', found) | list) -%}
        {% do raise_bad_input(
            '`census_columns`: the file ' ~ file.path ~ ' has no column for ' ~ alternatives | join(' or ')
            ~ '; it has ' ~ printed(file.columns, ', ') ~ '; name it, as census_columns: {'
            ~ alternatives[0] ~ ': ITS_NAME}'
            ~ (', or set impute_missing_age: true to draw ages' if 'age' in alternatives else '')
        ) %}
    {%- endfor -%}
    {%- if execute and parameter('census_active_values') is not none and 'active_flag' not in found -%}
        {% do raise_bad_input(
            '`census_active_values`: got ' ~ shown(parameter('census_active_values')) ~ '; the file ' ~ file.path
            ~ ' has no column for active_flag; it has ' ~ printed(file.columns, ', ')
        ) %}
    {%- endif -%}
    {% do require_readable_rows(file) %}
    {{ return(found) }}
{%- endmacro %}
