{% macro uniform_draw(key, salt) -%}
    {%- set seeded = bitwise_xor(key, salt) -%}
    {%- set folded = '(' ~ shift_right(seeded, 30) ~ ' * 1640531527 + (' ~ seeded ~ ' & 1073741823) * 1779033703)' -%}
    {%- set mixed = namespace(bits='(' ~ shift_right(folded, 21) ~ ' & 4294967295)') -%}
    {%- for shift, multiplier in [(16, 2146121005), (15, 2073254773)] -%}
        {%- set mixed.bits = '((' ~ bitwise_xor(mixed.bits, shift_right(mixed.bits, shift)) ~ ' * ' ~ multiplier ~ ') & 4294967295)' -%}
    {%- endfor -%}
    (cast({{ mixed.bits }} as double) / 4294967296)
{%- endmacro %}
