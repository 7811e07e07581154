{% macro require_hire_profiles(relation) -%}
    {%- if execute and run_query('select count(*) from ' ~ relation).columns[0].values()[0] == 0 -%}
        {% do raise_bad_input(
            '`hire_profiles`: every hire_weight is 0; a blank one counts the active employees of that level and age'
            ~ ' range, and the census has none in any of them; give at least one hire_weight above 0'
        ) %}
    {%- endif -%}
{%- endmacro %}
