{% macro file_names(value) -%}
    {%- set named = {} -%}
    {%- for key, path in (value if value is mapping else {'file': value}).items() if path is not none -%}
        {%- do named.update({key: modules.re.split('[/\\\\]', path) | last}) -%}
    {%- endfor -%}
    {{ return(named if value is mapping else named.get('file')) }}
{%- endmacro %}
