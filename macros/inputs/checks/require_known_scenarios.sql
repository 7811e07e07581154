{% macro require_known_scenarios(table_name, given_rows) -%}
    {%- set known = [] -%}
    {%- for scenario_id in parameter('scenarios') -%}
        {%- do known.append(scenario_id | trim) -%}
    {%- endfor -%}
    {%- set given = '(select distinct given_scenario_id from ' ~ given_rows ~ ') as given_ids' -%}
    {%- for scenario_id in texts_of('given_scenario_id', given) | reject('in', known) -%}
        {% do raise_bad_input(
            '`' ~ table_name ~ '`: scenario_id ' ~ shown(scenario_id) ~ ' is not one of the scenarios of this run, '
            ~ printed(known, ', ') ~ '; did you mean ' ~ tojson(nearest_name(scenario_id[:80], known))
            ~ '? A row whose scenario_id is blank holds for all'
        ) %}
    {%- endfor -%}
{%- endmacro %}
