{% macro score_bucket(score) -%}
    cast(floor(least({{ score }}, 4e0) * 256) as integer)
{%- endmacro %}
