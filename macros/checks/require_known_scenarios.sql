{% macro require_known_scenarios(table_name, given_rows) -%}
    {%- set known = parameter('scenarios') | map('string') | map('trim') | list -%}
    {%- set given = run_query(
        'select distinct given_scenario_id from ' ~ given_rows ~ ' where given_scenario_id is not null order by 1'
    ).columns[0].values() -%}
    {%- for scenario_id in given | map('string') | reject('in', known) -%}
        {% do raise_bad_input(
            '`' ~ table_name ~ '`: scenario_id ' ~ tojson(scenario_id) ~ ' is not one of the scenarios of this run, '
            ~ known | join(', ') ~ '; did you mean ' ~ tojson(nearest_name(scenario_id, known))
            ~ '? A row whose scenario_id is blank holds for all'
        ) %}
    {%- endfor -%}
{%- endmacro %}
