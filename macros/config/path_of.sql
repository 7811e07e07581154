{% macro path_of(names) -%}
    {%- set parts = [] -%}
    {%- for name in names -%}
        {%- set text = printable(name) -%}
        {%- do parts.append(text[:80] ~ '...' if text | length > 80 else text) -%}
    {%- endfor -%}
    {{ return(parts | join('.')) }}
{%- endmacro %}
