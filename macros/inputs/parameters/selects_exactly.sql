{% macro selects_exactly() -%}
    {{ return(
        any_scenario('alignment', 'exact') or any_scenario('promotion_policy', 'capped') or any_scenario('promotion_policy', 'vacancies')
    ) }}
{%- endmacro %}
