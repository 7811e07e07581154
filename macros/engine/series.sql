{# One row per whole number from 1 to `count`, in a select list; `count` must be at least 1. #}
{% macro series(count) -%}
    {{ return(adapter.dispatch('series', 'planwise')(count)) }}
{%- endmacro %}

{% macro default__series(count) -%}
    unnest(range(1, cast({{ count }} as bigint) + 1))
{%- endmacro %}

{% macro spark__series(count) -%}
    explode(sequence(cast(1 as bigint), cast({{ count }} as bigint)))
{%- endmacro %}
