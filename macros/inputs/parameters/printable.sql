{% macro printable(text) -%}
    {#- control characters, line separators, changes of direction, halves of surrogate pairs -#}
    {%- set unprintable =
        '[^ -~\xa0-\u2027\u202f-\u2065\u206a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]'
    -%}
    {{ return(modules.re.sub(unprintable, '\ufffd', text)) }}
{%- endmacro %}
