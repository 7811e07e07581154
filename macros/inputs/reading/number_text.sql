{% macro number_text(text) -%}
    {%- set number_format = parameter('census_number_format') -%}
    {%- if number_format == 'plain' -%}
        {{ return(text) }}
    {%- endif -%}
    {%- set group, mark = (',', '.') if number_format == 'decimal_point' else ('.', ',') -%}
    {#- currency signs say nothing about the value; spaces of three widths and two apostrophes separate groups -#}
    {%- set bare = namespace(text=text) -%}
    {%- for sign in ['$', '\u20ac', '\u00a3', '\u00a5', '\u00a0', '\u202f'] -%}
        {%- set bare.text = 'replace(' ~ bare.text ~ ', ' ~ sql_text(sign) ~ ", ' ')" -%}
    {%- endfor -%}
    {%- set bare.text = 'trim(' ~ bare.text ~ ')' -%}
    {%- for sign in [' ', "'", '\u2019'] -%}
        {%- set bare.text = 'replace(' ~ bare.text ~ ', ' ~ sql_text(sign) ~ ', ' ~ sql_text(group) ~ ')' -%}
    {%- endfor -%}
    {#- groups of three digits, or of two as in India, so that 6,50 is never read as 650 -#}
    {%- set shape = '-?([0-9]{1,3}([' ~ group ~ '][0-9]{2,3})*[' ~ group ~ '][0-9]{3}|[0-9]+)([' ~ mark ~ '][0-9]+)?' -%}
    {%- set ungrouped = 'replace(' ~ bare.text ~ ', ' ~ sql_text(group) ~ ", '')" -%}
    case
        when {{ matches(bare.text, shape) }} then replace({{ ungrouped }}, {{ sql_text(mark) }}, {{ sql_text('.') }})
    end
{%- endmacro %}
