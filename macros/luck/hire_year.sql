{% macro hire_year(employee_key) -%}
    {#- the steps of hire_key backwards, with each multiplier's inverse modulo 2^30 -#}
    {%- set mixed = '((' ~ shift_right(employee_key, 30) ~ ' * 217100553) & 1073741823)' -%}
    {%- set mixed = bitwise_xor(bitwise_xor(mixed, shift_right(mixed, 13)), shift_right(mixed, 26)) -%}
    {%- set mixed = '((' ~ mixed ~ ' * 619326821) & 1073741823)' -%}
    {%- set mixed = bitwise_xor(mixed, shift_right(mixed, 15)) -%}
    (({{ bitwise_xor(mixed, hire_number(employee_key)) }} * 553532367) & 1073741823)
{%- endmacro %}
