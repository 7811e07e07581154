{# A quote inside a literal is doubled in DuckDB; Spark also reads a backslash as an escape. #}
{% macro default__text_literal(text) -%}
    {{ return("'" ~ text.replace("'", "''") ~ "'") }}
{%- endmacro %}

{% macro spark__text_literal(text) -%}
    {{ return("'" ~ text.replace("\\", "\\\\").replace("'", "\\'") ~ "'") }}
{%- endmacro %}
