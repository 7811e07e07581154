{% macro sample_file() -%}
    {%- set columns, selected = [], [] -%}
    {%- set declared = declared_parameters().census_columns -%}
    {%- for name in declared.names + ['department'] if name not in declared.only_when_named -%}
        {%- do columns.append(name) -%}
        {%- do selected.append(name ~ ' as column_' ~ columns | length) -%}
    {%- endfor -%}
    {{ return({
        'path': 'of the sample',
        'columns': columns,
        'rows': '(select ' ~ selected | join(', ') ~ ', row_number() over (order by employee_id) as source_row from '
            ~ ref('sample_employees') ~ ') as sample_rows'
    }) }}
{%- endmacro %}
