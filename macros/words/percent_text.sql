{% macro percent_text(share) -%}
    {%- set percent = '100 * cast(' ~ share ~ ' as double)' -%}
    case
        when abs({{ percent }}) >= 1 or {{ share }} = 0 then {{ decimal_text(percent, 1) }}
        else {{ decimal_text(percent, 2) }}
    end || ' %'
{%- endmacro %}
