{% macro census_columns_found() -%}
    {%- set path = parameter('census_path') -%}
    {%- set names = declared_parameters().census_columns['keys'] -%}
    {%- if not execute -%}
        {{ return({}) }}
    {%- endif -%}
    {%- set present = {} -%}
    {%- for column in file_columns(path) -%}
        {%- do present.update({column | lower: column}) -%}
    {%- endfor -%}
    {#- these change what the file is, so that a column of that name alone does not do it -#}
    {%- set only_when_named = ['termination_date', 'job_title', 'census_year', 'census_date'] -%}
    {%- set found = {} -%}
    {%- for name in names -%}
        {%- set wanted = parameter('census_columns').get(name, name) -%}
        {%- if wanted | lower in present and (name in parameter('census_columns') or name not in only_when_named) -%}
            {%- do found.update({name: present[wanted | lower]}) -%}
        {%- elif name in parameter('census_columns') -%}
            {% do raise_bad_input(
                '`census_columns.' ~ name ~ '`: the file ' ~ path ~ ' has no column ' ~ tojson(wanted)
                ~ '; did you mean ' ~ tojson(present[nearest_name(wanted | lower, present | list)])
                ~ '? It has ' ~ present.values() | join(', ')
            ) %}
        {%- endif -%}
    {%- endfor -%}
    {%- set needs = [['employee_id'], ['current_compensation'], ['tenure', 'hire_date']] -%}
    {%- if not parameter('impute_missing_age') -%}
        {%- do needs.append(['age', 'birth_date']) -%}
    {%- endif -%}
    {%- for alternatives in needs -%}
        {%- if not (alternatives | select('in', found) | list) -%}
            {% do raise_bad_input(
                '`census_columns`: the file ' ~ path ~ ' has no column for ' ~ alternatives | join(' or ')
                ~ '; it has ' ~ present.values() | join(', ') ~ '; name it, for example census_columns: {'
                ~ alternatives[0] ~ ': ' ~ (present.values() | list + ['its_name'])[0] ~ '}'
                ~ (', or set impute_missing_age: true to draw ages' if 'age' in alternatives else '')
            ) %}
        {%- endif -%}
    {%- endfor -%}
    {%- if parameter('census_active_values') is not none and 'active_flag' not in found -%}
        {% do raise_bad_input(
            '`census_active_values`: got ' ~ tojson(parameter('census_active_values')) ~ '; the file ' ~ path
            ~ ' has no column for active_flag; it has ' ~ present.values() | join(', ')
        ) %}
    {%- endif -%}
    {{ return(found) }}
{%- endmacro %}
