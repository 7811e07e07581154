{% macro plain_value(value, depth=0) -%}
    {%- if value is none or value is boolean or value is string or value is float -%}
        {{ return(value) }}
    {%- elif value is integer -%}
        {{ return('a number of more than 80 digits' if value | abs >= 10 ** 80 else value) }}
    {%- elif value is not mapping and (value is not sequence or value.decode is defined) -%}
        {{ return(value | string) }}
    {%- elif depth >= 20 -%}
        {{ return('...') }}
    {%- endif -%}
    {%- set named, listed = {}, [] -%}
    {%- for key in value -%}
        {%- if value is mapping -%}
            {%- do named.update({key: plain_value(value[key], depth + 1)}) -%}
        {%- else -%}
            {%- do listed.append(plain_value(key, depth + 1)) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(named if value is mapping else listed) }}
{%- endmacro %}
