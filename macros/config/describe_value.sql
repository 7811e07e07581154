{% macro describe_value(path, declaration, value, example=none) -%}
    {% set unit = '' if declaration.unit == 'none' else ' (' ~ declaration.unit ~ ')' %}
    {% set range = declaration.min ~ ' to ' ~ declaration.max ~ unit %}
    {% set allowed = {
        'integer': 'a whole number from ' ~ range,
        'number': 'a number from ' ~ range,
        'boolean': 'true or false',
        'choice': 'one of ' ~ (declaration.choices or []) | join(', '),
        'text': 'text',
        'date': 'a date as YYYY-MM-DD',
        'list': 'a list of one or more texts',
        'map': 'a map',
        'scenarios': 'a map with at least one scenario',
        'named': 'a map whose keys are text'
    }[declaration.type] ~ (' or null' if declaration.nullable else '') %}
    {% set name = path.split('.') | last %}
    {% set seen = tojson(value) %}
    {% set seen = seen[:80] ~ '...' if seen | length > 80 else seen %}
    {% set shown = declaration.get('example', declaration.default) if example is none else example %}
    {{ return(
        '`' ~ path ~ '`: got ' ~ seen ~ '; must be ' ~ allowed ~ '; example: ' ~ name ~ ': ' ~ tojson(shown)
    ) }}
{%- endmacro %}
