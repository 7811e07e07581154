{% macro hire_key(simulation_year, hire_number) -%}
    {%- set mixed = namespace(bits='(' ~ bitwise_xor(
        '(cast(' ~ hire_number ~ ' as bigint) & 1073741823)',
        '((cast(' ~ simulation_year ~ ' as bigint) * 668265263) & 1073741823)'
    ) ~ ')') -%}
    {%- for shift, multiplier in [(15, 739982445), (13, 695872825)] -%}
        {%- set mixed.bits = '((' ~ bitwise_xor(mixed.bits, shift_right(mixed.bits, shift)) ~ ' * ' ~ multiplier ~ ') & 1073741823)' -%}
    {%- endfor -%}
    ({{ mixed.bits }} * 1073741824 + ((cast({{ hire_number }} as bigint) * 787846413) & 1073741823))
{%- endmacro %}
