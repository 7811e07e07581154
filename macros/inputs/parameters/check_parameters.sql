{% macro check_parameters() -%}
    {% set problems = parameter_problems(given_parameters()) or repeated_keys(given_parameters()) %}
    {% if problems %}
        {% do raise_bad_input(problems | join('\n')) %}
    {% endif %}
{%- endmacro %}
