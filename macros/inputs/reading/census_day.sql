{% macro census_day(text) -%}
    coalesce({{ iso_date(text) }}, {{ parse_date(text, parameter('census_date_format')) }})
{%- endmacro %}
