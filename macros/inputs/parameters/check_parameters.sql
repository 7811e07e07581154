{% macro check_parameters() -%}
    {% set problems = parameter_problems(given_parameters()) %}
    {% if problems %}
        {% do raise_bad_input(problems | join('\n')) %}
    {% endif %}
{%- endmacro %}
