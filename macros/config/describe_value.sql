{% macro describe_value(path, declaration, value, example=none) -%}
    {% set unit = '' if declaration.unit == 'none' else ' (' ~ declaration.unit ~ ')' %}
    {% set range = declaration.min ~ ' to ' ~ declaration.max ~ unit %}
    {% set length = '1 to ' ~ declaration.longest ~ ' printable characters' %}
    {% set allowed = declaration.allowed or {
        'integer': 'a whole number from ' ~ range,
        'number': 'a number from ' ~ range,
        'boolean': 'true or false',
        'choice': 'one of ' ~ (declaration.choices or []) | join(', '),
        'text': 'text of ' ~ length,
        'date': 'a date as YYYY-MM-DD',
        'list': 'a list of 1 to ' ~ declaration.most ~ ' texts, each of ' ~ length,
        'map': 'a map' ~ (' of 1 to ' ~ declaration.most ~ ' scenarios, each with a name of ' ~ length if declaration.most else '')
    }[declaration.type] %}
    {% set allowed = allowed ~ (' or null' if declaration.nullable else '') %}
    {% set name = path.split('.') | last %}
    {% set example = declaration.get('example', declaration.default) if example is none else example %}
    {{ return(
        '`' ~ path ~ '`: got ' ~ shown_value(value) ~ '; must be ' ~ allowed ~ '; example: ' ~ name ~ ': '
        ~ tojson(example)
    ) }}
{%- endmacro %}
