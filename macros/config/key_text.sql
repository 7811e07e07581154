{% macro key_text(key) -%}
    {%- if key is none or key is boolean -%}
        {{ return(tojson(key)) }}
    {%- endif -%}
    {{ return(key.isoformat() if key.isoformat is defined else plain_value(key) | string) }}
{%- endmacro %}
