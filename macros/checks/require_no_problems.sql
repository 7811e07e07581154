{% macro require_no_problems(relation) -%}
    {%- if execute -%}
        {%- set problems = run_query('select problem from ' ~ relation ~ ' order by problem').columns[0].values() -%}
        {%- if problems -%}
            {%- set more = '; and ' ~ (problems | length - 5) ~ ' more' if problems | length > 5 else '' -%}
            {% do raise_bad_input(problems[:5] | join('; ') ~ more) %}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
