{% macro exit_code(kind) -%}
    {%- set codes = {'active': 0, 'turnover': 1, 'layoff': 2, 'new_hire_exit': 3, 'retirement': 4, 'planned': 5} -%}
    {%- if kind not in codes -%}
        {{ exceptions.raise_compiler_error('exit_code: got ' ~ kind ~ '; must be one of ' ~ codes | join(', ')) }}
    {%- endif -%}
    {{ codes[kind] }}
{%- endmacro %}
