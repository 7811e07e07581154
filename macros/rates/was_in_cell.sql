{% macro was_in_cell(years, rates, trial_years) -%}
    {{ trial_years }}.hazard_set_id = {{ rates }}.hazard_set_id
        and {{ years }}.opening_level_id = {{ rates }}.level_id
        and {{ years }}.age - 1 = {{ rates }}.age
        and {{ years }}.tenure - 1 = {{ rates }}.tenure
{%- endmacro %}
