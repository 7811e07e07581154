{% macro require_no_problems(relation) -%}
    {%- if execute -%}
        {%- set problems = texts_of('problem', relation, 'problem_order, problem') -%}
        {%- if problems -%}
            {%- set more = '; and ' ~ (problems | length - 5) ~ ' more' if problems | length > 5 else '' -%}
            {% do raise_bad_input(printable(problems[:5] | join('; ')) ~ more) %}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
