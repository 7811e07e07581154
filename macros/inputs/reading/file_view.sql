{# A temporary view of a file, for an engine that reads files through views; its name is the md5 of the path. #}
{% macro file_view(path, format, options) -%}
    {%- set view = 'planwise_file_' ~ local_md5(path) -%}
    {%- set given = [] -%}
    {%- for name, value in dict(options, path=path).items() -%}
        {%- do given.append(name ~ ' ' ~ sql_text(value)) -%}
    {%- endfor -%}
    {%- do run_query(
        'create or replace temporary view ' ~ view ~ ' using ' ~ format ~ ' options (' ~ given | join(', ') ~ ')'
    ) -%}
    {%- set names, identifiers = run_query('select * from ' ~ view ~ ' limit 0').column_names | list, [] -%}
    {%- for name in names -%}
        {%- do identifiers.append(quoted_name(name)) -%}
    {%- endfor -%}
    {{ return({'columns': names, 'identifiers': identifiers, 'rows': view}) }}
{%- endmacro %}
