{% macro scenario_parameters() -%}
    {% do check_parameters() %}
    {% set top, resolved = {}, [] %}
    {% for name in declared_parameters() %}
        {% do top.update({name: parameter(name)}) %}
    {% endfor %}
    {% for scenario_id, overrides in parameter('scenarios').items() %}
        {% set given = {} %}
        {% for name in top %}
            {% do given.update({name: [top[name]] + ([overrides[name]] if name in overrides else [])}) %}
        {% endfor %}
        {% do resolved.append({'scenario_id': scenario_id, 'parameters': dict(top, **overrides), 'given': given}) %}
    {% endfor %}
    {{ return(resolved) }}
{%- endmacro %}
