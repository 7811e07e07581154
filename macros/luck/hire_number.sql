{% macro hire_number(employee_key) -%}
    ((({{ employee_key }} & 1073741823) * 400310725) & 1073741823)
{%- endmacro %}
