{% macro exact_variance(count, total, squares) -%}
    {#- one rounding, at the end: integers up to there -#}
    cast(({{ count }}) * ({{ squares }}) - ({{ total }}) * ({{ total }}) as double)
    / nullif(cast({{ count }} as double) * (({{ count }}) - 1), 0e0)
{%- endmacro %}
