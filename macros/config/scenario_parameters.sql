{% macro scenario_parameters() -%}
    {% do check_parameters() %}
    {% set resolved = [] %}
    {% for scenario_id, overrides in parameter('scenarios').items() %}
        {% set values = {} %}
        {% for name in declared_parameters() %}
            {% do values.update({name: (overrides or {}).get(name, parameter(name))}) %}
        {% endfor %}
        {% do resolved.append({'scenario_id': key_text(scenario_id), 'values': values}) %}
    {% endfor %}
    {{ return(resolved) }}
{%- endmacro %}
