{% macro scenario_parameters() -%}
    {% do check_parameters() %}
    {% set top, resolved = {}, [] %}
    {% for name in declared_parameters() %}
        {% do top.update({name: parameter(name)}) %}
    {% endfor %}
    {% for scenario_id, overrides in parameter('scenarios').items() %}
        {% do resolved.append({'scenario_id': scenario_id, 'parameters': dict(top, **overrides)}) %}
    {% endfor %}
    {{ return(resolved) }}
{%- endmacro %}
