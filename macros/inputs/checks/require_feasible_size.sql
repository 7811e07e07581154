{% macro require_feasible_size(trial_years) -%}
    {%- if execute -%}
        {%- set most = parameter('max_employee_years') -%}
        {%- set all, kept = run_query(
            'select sum(greatest(people, 1000)), sum(case when is_detailed then people else 0 end)'
            ~ ' from (select is_detailed, cast(target_headcount as double) * (1 + case'
            ~ ' when new_hire_termination_rate < 1 then coalesce(cast(coalesce(separation_rate, total_termination_rate) as double), 2e-1)'
            ~ ' / cast(1 - new_hire_termination_rate as double) else 0 end) as people from ' ~ trial_years ~ ') as trial_sizes'
        ).rows[0] -%}
        {%- if all > most -%}
            {% do raise_bad_input(
                '`max_employee_years`: the run would be of about ' ~ thousands(all) ~ ' employee-years; the limit is '
                ~ thousands(most) ~ '; give fewer scenarios, replications or years, less growth, volatility or'
                ~ ' new_hire_termination_rate, or a higher max_employee_years'
            ) %}
        {%- elif kept > most / 10 -%}
            {% do raise_bad_input(
                '`detailed_replications`: the run would keep about ' ~ thousands(kept)
                ~ ' rows per employee and year; the limit is a tenth of max_employee_years, ' ~ thousands(most // 10)
                ~ '; give fewer detailed_replications, years or scenarios, or a higher max_employee_years'
            ) %}
        {%- elif all >= 100000000 -%}
            {{ log('about ' ~ thousands(all) ~ ' employee-years to simulate', info=true) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
