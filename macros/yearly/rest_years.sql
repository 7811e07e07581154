{% macro rest_years() -%}
    {% do move_view(ref('last_year'), 'select * from ' ~ ref('int_workforce_opening').render()) %}
    {% do move_view(ref('this_year'), 'select * from ' ~ ref('int_trial_years').render() ~ ' where is_first_year') %}
{%- endmacro %}
