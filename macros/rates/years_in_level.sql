{% macro years_in_level(people) -%}
    case
        when {{ people }}.opening_level_id = {{ people }}.level_id then {{ people }}.opening_years_in_level + 1 else 0
    end
{%- endmacro %}
