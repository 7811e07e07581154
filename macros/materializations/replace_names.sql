{% macro replace_names(text, names) -%}
    {%- set replaced = namespace(text=text) -%}
    {%- for name, other in names.items() -%}
        {%- set replaced.text = replaced.text.replace(name, other) -%}
    {%- endfor -%}
    {{ return(replaced.text) }}
{%- endmacro %}
