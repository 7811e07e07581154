{% macro require_readable_values(place, rows, columns) -%}
    {%- set unreadable = [] -%}
    {%- for column in columns if modules.re.search('int|decimal', column.data_type | lower) -%}
        {%- set text = 'cast(' ~ column.name ~ ' as ' ~ dbt.type_string() ~ ')' -%}
        {%- set digits = modules.re.findall('[0-9]+', column.data_type) -%}
        {%- set value = decimal_number(column.name, digits[0], digits[1]) if digits else whole_number(column.name) -%}
        {%- set kind = 'number below ' ~ 10 ** (digits[0] | int - digits[1] | int) if digits else 'whole number' -%}
        {%- do unreadable.append(
            "select source_row, '" ~ column.name ~ "' as column_name, '" ~ kind ~ "' as kind, "
            ~ "':' || " ~ text ~ ' as value from ' ~ rows ~ ' where trim(' ~ text ~ ") <> '' and " ~ value ~ ' is null'
        ) -%}
    {%- endfor -%}
    {%- for row, column, kind, value in run_query(unreadable | join(' union all ') ~ ' order by source_row, column_name limit 1').rows -%}
        {% do raise_bad_input(
            place ~ ', row ' ~ row | int ~ ': ' ~ column ~ ' is ' ~ shown(value[1:]) ~ '; must be a ' ~ kind
            ~ ', without signs for groups, currency or percent'
        ) %}
    {%- endfor -%}
{%- endmacro %}
