{% macro scenario_parameters() -%}
    {% do check_parameters() %}
    {% set resolved = [] %}
    {% for scenario_id, overrides in parameter('scenarios').items() %}
        {% set values = {} %}
        {% for name in declared_parameters() %}
            {% do values.update({name: (overrides or {}).get(name, parameter(name))}) %}
        {% endfor %}
        {% do resolved.append({'scenario_id': scenario_id | string, 'values': values}) %}
    {% endfor %}
    {{ return(resolved) }}
{%- endmacro %}
