{#
    Whether what is written from here on is compressed. On DuckDB choosing a compression costs as much as all else of writing
    a state that later steps read as fast either way. Spark's files are compressed by their format.
#}
{% macro set_compression(is_wanted) -%}
    {{ return(adapter.dispatch('set_compression', 'planwise')(is_wanted)) }}
{%- endmacro %}

{% macro default__set_compression(is_wanted) -%}
    {% do run_query("set force_compression = '" ~ ('auto' if is_wanted else 'uncompressed') ~ "'") %}
{%- endmacro %}

{% macro spark__set_compression(is_wanted) -%}
{%- endmacro %}
