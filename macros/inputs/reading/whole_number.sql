{% macro whole_number(value) -%}
    {#- within a billion, so that what is added to it stays an integer -#}
    {%- set number = decimal_number(value) -%}
    case
        when {{ number }} = floor({{ number }}) and abs({{ number }}) < 1000000000
            then try_cast(floor({{ number }}) as integer)
    end
{%- endmacro %}
