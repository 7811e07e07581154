{# A column name as it stands, whatever characters it has: quotes inside it are doubled. #}
{% macro quoted_name(name) -%}
    {{ return(adapter.dispatch('quoted_name', 'planwise')(name)) }}
{%- endmacro %}

{% macro default__quoted_name(name) -%}
    {{ return('"' ~ name.replace('"', '""') ~ '"') }}
{%- endmacro %}

{% macro spark__quoted_name(name) -%}
    {{ return('`' ~ name.replace('`', '``') ~ '`') }}
{%- endmacro %}
