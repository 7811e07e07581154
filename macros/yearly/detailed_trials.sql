{% macro detailed_trials(trial_years) -%}
    {%- set last, others = run_query(
        'select max(simulation_year), sum(case when is_detailed then 0 else 1 end) from ' ~ trial_years
    ).rows[0] -%}
    {%- set first_years, ranges = [], [] -%}
    {%- for first_year, first_trial, last_trial in run_query(
        'select min(simulation_year), min(trial_id), max(trial_id) from ' ~ trial_years ~ ' where is_detailed group by scenario_id'
    ).rows -%}
        {%- do first_years.append(first_year | int) -%}
        {%- do ranges.append('trial_id between ' ~ first_trial ~ ' and ' ~ last_trial) -%}
    {%- endfor -%}
    {{ return({
        'first_years': first_years,
        'years': range(first_years | min, (last | int) + 1),
        'condition': '(' ~ ranges | join(' or ') ~ ')' if others else 'true'
    }) }}
{%- endmacro %}
