{% macro score_bucket(score) -%}
    cast(floor(least({{ score }}, 4.0) * 256) as integer)
{%- endmacro %}
