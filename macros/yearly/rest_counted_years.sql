{% macro rest_counted_years() -%}
    {% do move_view(ref('counted_years'), 'select * from ' ~ ref('int_workforce_years').render()) %}
    {% do move_view(ref('counted_trial_years'), 'select * from ' ~ ref('int_trial_years').render() ~ ' where is_detailed') %}
{%- endmacro %}
