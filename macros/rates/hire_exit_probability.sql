{% macro hire_exit_probability(hires, exits=none) -%}
    {%- set flat = 'cast(' ~ hires ~ '.new_hire_termination_rate as double)' -%}
    {{ 'coalesce(cast(' ~ exits ~ '.gone_ppb as double) / ' ~ billion() ~ ', ' ~ flat ~ ')' if exits else flat }}
{%- endmacro %}
