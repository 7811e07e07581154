{% macro amount_text(amount) -%}
    {#- three digits at a time, and no group where there is no digit -#}
    {%- set digits = 'lpad(cast(cast(round(' ~ amount ~ ') as bigint) as ' ~ dbt.type_string() ~ "), 15, ' ')" -%}
    {%- set groups = [] -%}
    {%- for first in [1, 4, 7, 10, 13] -%}
        {%- do groups.append('substr(' ~ digits ~ ', ' ~ first ~ ', 3)') -%}
    {%- endfor -%}
    trim(replace({{ groups | join(" || ',' || ") }}, '   ,', ''))
{%- endmacro %}
