{% macro shown(value, depth=0) -%}
    {%- if value is mapping or value is sequence and value is not string and value.decode is not defined -%}
        {%- set entries = [] -%}
        {%- for entry in (value | list)[:80] if depth < 20 -%}
            {%- do entries.append(
                tojson(entry) ~ ': ' ~ shown(value[entry], depth + 1) if value is mapping else shown(entry, depth + 1)
            ) -%}
        {%- endfor -%}
        {%- set text = ('{' ~ entries | join(', ') ~ '}') if value is mapping else ('[' ~ entries | join(', ') ~ ']') -%}
    {%- elif value is integer and value | abs >= 10 ** 80 -%}
        {%- set text = 'a number of more than 80 digits' -%}
    {%- elif value is none or value is boolean or value is number or value is string -%}
        {%- set text = tojson(value) -%}
    {%- else -%}
        {%- set text = tojson(value | string) -%}
    {%- endif -%}
    {{ return(text[:80] ~ '...' if text | length > 80 else text) }}
{%- endmacro %}
