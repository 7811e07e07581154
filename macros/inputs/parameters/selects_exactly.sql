{% macro selects_exactly() -%}
    {{ return('exact' in scenario_parameters() | map(attribute='parameters') | map(attribute='alignment') | list) }}
{%- endmacro %}
