{% macro whole_number(value) -%}
    {%- set number = decimal_number(value) -%}
    case when {{ number }} = floor({{ number }}) then try_cast(floor({{ number }}) as integer) end
{%- endmacro %}
