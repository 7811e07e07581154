{% macro uniform_draw(key, salt) -%}
    {%- set seeded = bitwise_xor(key, salt) -%}
    {%- set folded = '(' ~ shift_right(seeded, 30) ~ ' * 1640531527 + (' ~ seeded ~ ' & 1073741823) * 1779033703)' -%}
    {%- set bits = '(' ~ shift_right(folded, 21) ~ ' & 4294967295)' -%}
    {%- for shift, multiplier in [(16, 2146121005), (15, 2073254773)] -%}
        {%- set bits = '((' ~ bitwise_xor(bits, shift_right(bits, shift)) ~ ' * ' ~ multiplier ~ ') & 4294967295)' -%}
    {%- endfor -%}
    (cast({{ bits }} as double) / 4294967296)
{%- endmacro %}
