{% macro year_raise(raise_rate, raise_shock) -%}
    {{ raise_rate }} + {{ raise_shock }}
{%- endmacro %}
