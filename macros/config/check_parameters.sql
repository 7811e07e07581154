{% macro check_parameters() -%}
    {% set given = invocation_args_dict.vars or {} %}
    {% set given = fromyaml(given) if given is string else given %}
    {% set problems = parameter_problems(given) %}
    {% if problems %}
        {% do raise_bad_input(problems | join('\n')) %}
    {% endif %}
{%- endmacro %}
