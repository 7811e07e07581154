{% macro require_hire_profiles(slots, assumption_sets) -%}
    {%- if execute -%}
        {%- set without_hires = run_query(
            'select sets.scenario_id from ' ~ assumption_sets ~ ' as sets left join ' ~ slots ~ ' as slots'
            ~ ' on sets.hire_profile_set_id = slots.hire_profile_set_id'
            ~ ' where slots.hire_profile_set_id is null order by 1'
        ).columns[0].values() -%}
        {%- if without_hires -%}
            {% do raise_bad_input(
                '`hire_profiles`: every hire_weight of scenario ' ~ without_hires | join(', ') ~ ' is 0; a blank one counts the'
                ~ ' active employees of that level and age range, and the census has none in any of them; give at'
                ~ ' least one hire_weight above 0'
            ) %}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
