{% macro census_columns_found(file) -%}
    {#- these change what the file is, so that a column of that name alone does not do it -#}
    {%- set only_when_named = ['job_title', 'census_year', 'census_date'] -%}
    {%- set mapped, found = parameter('census_columns'), {} -%}
    {%- for name in declared_parameters().census_columns['keys'] if execute -%}
        {%- set wanted = mapped.get(name, name) -%}
        {%- set columns = file_column(file, wanted) if name in mapped or name not in only_when_named else [] -%}
        {%- if columns | length > 1 -%}
            {% do raise_bad_input(
                '`census_columns.' ~ name ~ '`: the file ' ~ file.path ~ ' has the column ' ~ shown_value(wanted) ~ ' '
                ~ columns | length ~ ' times; rename all but one of them'
            ) %}
        {%- elif columns -%}
            {%- do found.update({name: columns[0]}) -%}
        {%- elif name in mapped -%}
            {% do raise_bad_input(
                '`census_columns.' ~ name ~ '`: the file ' ~ file.path ~ ' has no column ' ~ shown_value(wanted)
                ~ '; it has ' ~ listed_names(file.columns)
            ) %}
        {%- endif -%}
    {%- endfor -%}
    {%- set needs = [['employee_id'], ['current_compensation'], ['tenure', 'hire_date']] -%}
    {%- if not parameter('impute_missing_age') -%}
        {%- do needs.append(['age', 'birth_date']) -%}
    {%- endif -%}
    {%- for alternatives in needs if execute and not (alternatives | select('in', found) | list) -%}
        {% do raise_bad_input(
            '`census_columns`: the file ' ~ file.path ~ ' has no column for ' ~ alternatives | join(' or ')
            ~ '; it has ' ~ listed_names(file.columns) ~ '; name it, for example census_columns: {'
            ~ alternatives[0] ~ ': ' ~ path_of((file.columns + ['its_name'])[:1]) ~ '}'
            ~ (', or set impute_missing_age: true to draw ages' if 'age' in alternatives else '')
        ) %}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}
