{% macro plain_input(value, depth=0) -%}
    {%- if value is mapping or value is sequence and value is not string and value.decode is not defined -%}
        {%- if depth > 20 -%}
            {% do raise_bad_input('the configuration is nested deeper than 20 levels') %}
        {%- endif -%}
        {%- set named, listed = {}, [] -%}
        {%- for key in value -%}
            {%- if value is not mapping -%}
                {%- do listed.append(plain_input(key, depth + 1)) -%}
            {%- elif key_text(key) in named -%}
                {% do raise_bad_input(
                    'duplicate key `' ~ path_of([key_text(key)]) ~ '`: 1 and "1" are the same name'
                ) %}
            {%- else -%}
                {%- do named.update({key_text(key): plain_input(value[key], depth + 1)}) -%}
            {%- endif -%}
        {%- endfor -%}
        {{ return(named if value is mapping else listed) }}
    {%- endif -%}
    {{ return(value.isoformat() if value.isoformat is defined else value) }}
{%- endmacro %}
