{% macro allowed_values(declaration) -%}
    {%- set range = declaration.min ~ ' to ' ~ declaration.max -%}
    {%- set length = '1 to ' ~ declaration.longest ~ ' printable characters' -%}
    {%- set most = ' of 1 to ' ~ declaration.most if declaration.most else '' -%}
    {%- set allowed = declaration.allowed or {
        'integer': 'a whole number from ' ~ range,
        'number': 'a number from ' ~ range,
        'boolean': 'true or false',
        'choice': 'one of ' ~ (declaration.choices or []) | join(', '),
        'text': 'text of ' ~ length,
        'name': 'a map with names of ' ~ length,
        'date': 'a date as YYYY-MM-DD',
        'list': 'a list' ~ most ~ ' texts, each of ' ~ length,
        'years': 'a list of calendar years, each a whole number',
        'map': 'a map' ~ (most ~ ' scenarios' if most else '')
    }[declaration.type] -%}
    {%- set more = ', or a map of years to such values' if declaration.by_year else '' -%}
    {{ return(allowed ~ (' or null' if declaration.nullable else '') ~ more) }}
{%- endmacro %}
