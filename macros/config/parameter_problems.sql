{% macro parameter_problems(given) -%}
    {% set declared = declared_parameters() %}
    {% set unknown, wrong, crossed = [], [], [] %}
    {% set overridable = [] %}
    {% for name, declaration in declared.items() if declaration.scope == 'scenario' %}
        {% do overridable.append(name) %}
    {% endfor %}

    {% for name in given if name | string not in declared and name not in var('analysis_inputs') %}
        {% do unknown.append(
            '`' ~ name ~ '`: unknown parameter; did you mean `'
            ~ nearest_name(name | string, declared | list) ~ '`?'
        ) %}
    {% endfor %}
    {% set scenarios = given.get('scenarios', declared.scenarios.default) %}
    {% for scenario_id, overrides in (scenarios if scenarios is mapping else {}).items() %}
        {% for name in (overrides if overrides is mapping else {}) if name not in overridable %}
            {% set path = '`scenarios.' ~ scenario_id ~ '.' ~ name ~ '`: ' %}
            {% if name in declared %}
                {% do unknown.append(path ~ 'cannot differ between scenarios; set it at the top level') %}
            {% else %}
                {% do unknown.append(
                    path ~ 'unknown parameter; did you mean `' ~ nearest_name(name | string, overridable) ~ '`?'
                ) %}
            {% endif %}
        {% endfor %}
    {% endfor %}

    {% for name, declaration in declared.items() if name in given %}
        {% set value = given[name] %}
        {% set value = value.isoformat() if value.isoformat is defined else value %}
        {% if name == 'scenarios' and (value is not mapping or not value) %}
            {% do wrong.append(describe_value(name, dict(declaration, type='scenarios'), value)) %}
        {% elif name == 'scenarios' and '' in value | map('string') | map('trim') %}
            {% do wrong.append(describe_value(name, dict(declaration, type='named'), value)) %}
        {% elif not value_is_allowed(declaration, value) %}
            {% do wrong.append(describe_value(name, declaration, value)) %}
        {% elif name == 'scenarios' %}
            {% for scenario_id, overrides in value.items() %}
                {% set path = 'scenarios.' ~ scenario_id %}
                {% if overrides is not none and overrides is not mapping %}
                    {% do wrong.append(
                        describe_value(path, {'type': 'map', 'unit': 'none'}, overrides, example={})
                    ) %}
                {% else %}
                    {% for key in declared if key in overridable and key in (overrides or {}) %}
                        {% if not value_is_allowed(declared[key], overrides[key]) %}
                            {% do wrong.append(describe_value(path ~ '.' ~ key, declared[key], overrides[key])) %}
                        {% endif %}
                    {% endfor %}
                {% endif %}
            {% endfor %}
        {% elif declaration.type == 'map' %}
            {% for key, entry in value.items() %}
                {% if key not in declaration['keys'] %}
                    {% do unknown.append(
                        '`' ~ name ~ '.' ~ key ~ '`: unknown key; did you mean `'
                        ~ nearest_name(key | string, declaration['keys']) ~ '`?'
                    ) %}
                {% elif not value_is_allowed({'type': 'text'}, entry) %}
                    {% do wrong.append(
                        describe_value(name ~ '.' ~ key, {'type': 'text', 'unit': 'none'}, entry, example=key)
                    ) %}
                {% endif %}
            {% endfor %}
        {% endif %}
    {% endfor %}

    {% set year_column = given.get('census_columns', {}).census_year if not (unknown or wrong) else none %}
    {% if not (unknown or wrong) and year_column and given.get('census_path') is none %}
        {% do crossed.append(
            '`census_columns.census_year`: got ' ~ tojson(year_column) ~ '; needs census_path, the file that has it'
        ) %}
    {% elif not (unknown or wrong) and not year_column %}
        {#- only a file with several censuses has a year to start from and rates to fit #}
        {% set needs = '; needs past censuses: name the column of the year in census_columns.census_year' %}
        {% for name in ['baseline_census_year', 'first_fitted_census_year'] if given.get(name) is not none %}
            {% do crossed.append('`' ~ name ~ '`: got ' ~ given[name] ~ needs) %}
        {% endfor %}
        {% for scenario_id, overrides in scenarios.items() %}
            {% set own = (overrides or {}).get('hazards_from') %}
            {% set value = own or given.get('hazards_from', 'assumptions') %}
            {% set message = '`' ~ ('scenarios.' ~ scenario_id ~ '.' if own else '') ~ 'hazards_from`: got "' ~ value ~ '"' ~ needs %}
            {% if value != 'assumptions' and message not in crossed %}
                {% do crossed.append(message) %}
            {% endif %}
        {% endfor %}
    {% endif %}
    {% if not (unknown or wrong) %}
        {% set top = {} %}
        {% for name in ['start_year', 'end_year'] %}
            {% do top.update({name: given.get(name, declared[name].default)}) %}
        {% endfor %}
        {% for scenario_id, overrides in scenarios.items() %}
            {% set years = dict(top, **(overrides or {})) %}
            {% set own = 'start_year' in (overrides or {}) or 'end_year' in (overrides or {}) %}
            {% if years.end_year <= years.start_year %}
                {% set path = 'scenarios.' ~ scenario_id ~ '.end_year' if own else 'end_year' %}
                {% set message = '`' ~ path ~ '`: got ' ~ years.end_year
                    ~ '; must be after start_year (' ~ years.start_year ~ ')' %}
                {% if message not in crossed %}
                    {% do crossed.append(message) %}
                {% endif %}
            {% endif %}
        {% endfor %}
    {% endif %}
    {{ return(unknown + wrong + crossed) }}
{%- endmacro %}
