{% macro plain_input(value, depth=0) -%}
    {%- if value is mapping or value is sequence and value is not string and value.decode is not defined -%}
        {%- if depth > 20 -%}
            {% do raise_bad_input('the configuration is nested deeper than 20 levels') %}
        {%- endif -%}
        {%- set named, listed = {}, [] -%}
        {%- for key in value -%}
            {%- if value is not mapping -%}
                {%- do listed.append(plain_input(key, depth + 1)) -%}
            {%- else -%}
                {#- null, true and dates may be keys in YAML -#}
                {%- set text = key if key is string else key.isoformat() if key.isoformat is defined else shown(key) -%}
                {%- do named.update({text: plain_input(value[key], depth + 1)}) -%}
            {%- endif -%}
        {%- endfor -%}
        {{ return(named if value is mapping else listed) }}
    {%- endif -%}
    {{ return(value.isoformat() if value.isoformat is defined else value) }}
{%- endmacro %}
