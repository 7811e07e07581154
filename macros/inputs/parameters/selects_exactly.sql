{% macro selects_exactly() -%}
    {{ return('exact' in scenario_parameters() | map(attribute='values') | map(attribute='alignment') | list) }}
{%- endmacro %}
