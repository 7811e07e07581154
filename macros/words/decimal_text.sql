{% macro decimal_text(number, places) -%}
    {#- of decimals, because engines differ in the halves of doubles -#}
    cast(cast(round(cast(round({{ number }}, 12) as decimal(38, 12)), {{ places }}) as decimal(38, {{ places }})) as {{ dbt.type_string() }})
{%- endmacro %}
