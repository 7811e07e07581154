{% macro parameter_problems(given) -%}
    {%- set given = plain_input(given) -%}
    {%- set problems = unknown_names(given) -%}
    {%- set problems = problems + wrong_values(given, problems | length) -%}
    {%- set problems = problems or crossed_values(given) -%}
    {%- set more = ['and ' ~ (problems | length - 20) ~ ' more'] if problems | length > 20 else [] -%}
    {{ return(problems[:20] + more) }}
{%- endmacro %}
