{% macro is_selected(score='score', key='employee_key') -%}
    coalesce({{ score }} < cut_score or ({{ score }} = cut_score and {{ key }} <= cut_key), false)
{%- endmacro %}
