{% macro decimal_number(value, precision=18, scale=4) -%}
    {#- without the underscores that DuckDB allows between digits; through double for exponents -#}
    {%- set text = 'replace(cast(' ~ value ~ ' as ' ~ dbt.type_string() ~ "), '_', '?')" -%}
    {%- set type = 'decimal(' ~ precision ~ ', ' ~ scale ~ ')' -%}
    coalesce(try_cast({{ text }} as {{ type }}), try_cast(try_cast({{ text }} as double) as {{ type }}))
{%- endmacro %}
