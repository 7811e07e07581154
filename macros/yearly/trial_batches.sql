{% macro trial_batches(trial_years, opening) -%}
    {%- set at_once = env_var('PLANWISE_BATCH_EMPLOYEES', '1000000') -%}
    {%- if not modules.re.match('^[1-9][0-9]{0,9}$', at_once) -%}
        {% do raise_bad_input(
            '`PLANWISE_BATCH_EMPLOYEES`: got ' ~ tojson(at_once)
            ~ '; must be a whole number of employees above 0; example: PLANWISE_BATCH_EMPLOYEES=1000000'
        ) %}
    {%- endif -%}
    {%- set batches = [] -%}
    {%- for group in run_query(
        'select scenario_id, min(trial_id), max(trial_id), min(replication_id), min(simulation_year), '
        ~ 'max(simulation_year), max(target_headcount) from ' ~ trial_years
        ~ ' where not is_detailed group by scenario_id order by 2'
    ).rows -%}
        {%- set opening_headcount = run_query(
            'select count(*) from ' ~ opening ~ ' where trial_id = ' ~ group[1]
        ).rows[0][0] -%}
        {%- set people = [opening_headcount, group[6], 1] | max -%}
        {%- set trials = [(at_once | int) // (people | int), 1] | max -%}
        {%- for first in range(group[1] | int, (group[2] | int) + 1, trials) -%}
            {%- set last = [first + trials - 1, group[2] | int] | min -%}
            {%- do batches.append({
                'scenario_id': group[0],
                'first_replication': group[3] + first - group[1],
                'last_replication': group[3] + last - group[1],
                'years': range(group[4] | int, (group[5] | int) + 1),
                'trials': 'trial_id between ' ~ first ~ ' and ' ~ last
            }) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(batches) }}
{%- endmacro %}
