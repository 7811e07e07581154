{# As they were given, also while dbt parses: var() takes a text for Jinja and executes it. #}
{% macro given_parameters() -%}
    {%- set given = invocation_args_dict.vars or {} -%}
    {{ return(fromyaml(given) if given is string else given) }}
{%- endmacro %}
