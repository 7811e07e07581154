{% macro seconds_since(started) -%}
    {{ return('%.2f' | format((modules.datetime.datetime.now() - started).total_seconds())) }}
{%- endmacro %}
