{% macro value_is_allowed(declaration, value) -%}
    {% set kind = declaration.type %}
    {% if value is none %}
        {{ return(declaration.nullable | default(false)) }}
    {% elif kind == 'integer' %}
        {{ return(value is integer and value is not boolean and declaration.min <= value <= declaration.max) }}
    {% elif kind == 'number' %}
        {{ return(value is number and value is not boolean and declaration.min <= value <= declaration.max) }}
    {% elif kind == 'boolean' %}
        {{ return(value is boolean) }}
    {% elif kind == 'choice' %}
        {{ return(value is string and value in declaration.choices) }}
    {% elif kind == 'text' %}
        {{ return(value is string and text_is_allowed(value, declaration.longest, declaration.pattern | default(none))) }}
    {% elif kind == 'date' %}
        {% if value is not string or not modules.re.fullmatch('[12][0-9]{3}-(0[1-9]|1[0-2])-[0-3][0-9]', value) %}
            {{ return(false) }}
        {% endif %}
        {% set year, month, day = value[:4] | int, value[5:7] | int, value[8:] | int %}
        {% set next_month = modules.datetime.date(year + month // 12, month % 12 + 1, 1) %}
        {% set last_day = (next_month - modules.datetime.timedelta(days=1)).day %}
        {{ return(1 <= day <= last_day) }}
    {% elif kind == 'list' %}
        {% set is_list = value is sequence and value is not string and value is not mapping and value.decode is not defined %}
        {% set text, wrong = dict(declaration, type='text'), [] %}
        {% for entry in (value if is_list else []) if not (entry is string and value_is_allowed(text, entry)) %}
            {% do wrong.append(entry) %}
        {% endfor %}
        {{ return(is_list and 1 <= value | length <= declaration.most and not wrong) }}
    {% endif %}
    {{ return(value is mapping and ('most' not in declaration or 1 <= value | length <= declaration.most)) }}
{%- endmacro %}
