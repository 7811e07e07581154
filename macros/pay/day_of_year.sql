{% macro day_of_year(draw) -%}
    {{ add_days('first_day', 'floor(' ~ draw ~ ' * days_in_year)') }}
{%- endmacro %}
