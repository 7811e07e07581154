{# The first 60 bits of md5 as a BIGINT: engines differ in how a hexadecimal text becomes a number. #}
{% macro hash_to_integer(text) -%}
    {{ return(adapter.dispatch('hash_to_integer', 'planwise')(text)) }}
{%- endmacro %}

{% macro default__hash_to_integer(text) -%}
    cast('0x' || substr(md5({{ text }}), 1, 15) as bigint)
{%- endmacro %}

{% macro spark__hash_to_integer(text) -%}
    cast(conv(substr(md5({{ text }}), 1, 15), 16, 10) as bigint)
{%- endmacro %}
