{% macro score_bucket(score) -%}
    cast(floor(least({{ score }}, 4e0) * 64) as integer)
{%- endmacro %}
