{% macro require_no_problems(relation) -%}
    {%- if execute -%}
        {#- what is wrong in a row first, then what is missing -#}
        {%- set missing_last = "case when problem like '%: no %' then 1 else 0 end, problem" -%}
        {%- set problems = texts_of('problem', relation, missing_last) -%}
        {%- if problems -%}
            {%- set more = '; and ' ~ (problems | length - 5) ~ ' more' if problems | length > 5 else '' -%}
            {% do raise_bad_input(printable(problems[:5] | join('; ')) ~ more) %}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
