{% macro raise_bad_input(message) -%}
    {{ exceptions.raise_compiler_error('Bad input: ' ~ message) }}
{%- endmacro %}
