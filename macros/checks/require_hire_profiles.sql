{% macro require_hire_profiles(slots, assumption_sets) -%}
    {%- if execute -%}
        {%- set without_hires = texts_of(
            'sets.scenario_id',
            assumption_sets ~ ' as sets left join ' ~ slots ~ ' as slots'
            ~ ' on sets.hire_profile_set_id = slots.hire_profile_set_id where slots.hire_profile_set_id is null'
        ) -%}
        {%- if without_hires -%}
            {% do raise_bad_input(
                '`hire_profiles`: every hire_weight of scenario ' ~ listed_names(without_hires) ~ ' is 0; a blank one counts the'
                ~ ' active employees of that level and age range, and the census has none in any of them; give at'
                ~ ' least one hire_weight above 0'
            ) %}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
