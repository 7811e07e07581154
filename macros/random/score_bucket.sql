{% macro score_bucket(score) -%}
    cast(floor(least({{ score }}, 64.0) * 256) as integer)
{%- endmacro %}
