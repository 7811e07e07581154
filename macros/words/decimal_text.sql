{% macro decimal_text(number, places) -%}
    cast(cast(round({{ number }}, {{ places }}) as decimal(38, {{ places }})) as {{ dbt.type_string() }})
{%- endmacro %}
