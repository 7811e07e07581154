{% macro has_days_left(hires, exits) -%}
    {{ hires }}.scenario_id = {{ exits }}.scenario_id
        and {{ hires }}.days_in_year = {{ exits }}.days_in_year
        and {{ hires }}.days_in_year - {{ days_between(hires ~ '.first_day', hires ~ '.hire_date') }} = {{ exits }}.service_days
{%- endmacro %}
