{% macro in_band(years, bands) -%}
    {{ years }} >= {{ bands }}.from_years
        and ({{ years }} <= {{ bands }}.to_years or {{ bands }}.to_years is null)
{%- endmacro %}
