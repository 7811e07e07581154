{% macro require_feasible_size(baseline, trial_years=none) -%}
    {%- if execute -%}
        {%- set headcount = run_query('select count(*) from ' ~ baseline).rows[0][0] | int -%}
        {%- set most, kept_replications = parameter('max_employee_years'), parameter('detailed_replications') -%}
        {#- employee-years of all replications, and of those whose rows are kept -#}
        {%- set size = namespace(all=0, kept=0) -%}
        {%- if trial_years is none -%}
            {%- for scenario in scenario_parameters() -%}
                {%- set values, one = scenario['values'], namespace(counted=0, people=0) -%}
                {#- hires of a year, as a share of its people: they are more the fewer of them stay -#}
                {%- set leaving = 0.2 if values.total_termination_rate is none else values.total_termination_rate -%}
                {%- set staying = 1 - values.new_hire_termination_rate -%}
                {%- set hired = ([leaving + values.target_growth_rate, 0] | max) / staying if staying > 0 else 0 -%}
                {%- for number in range(1, values.end_year - values.start_year + 2) -%}
                    {%- set people = headcount * (1 + values.target_growth_rate) ** number * (1 + hired) -%}
                    {%- set one.people = one.people + people -%}
                    {%- set one.counted = one.counted + [people, 1000] | max -%}
                {%- endfor -%}
                {%- set size.all = size.all + one.counted * values.replications -%}
                {%- set size.kept = size.kept + one.people * [values.replications, kept_replications] | min -%}
            {%- endfor -%}
        {%- else -%}
            {%- set size.all, size.kept = run_query(
                'select sum(greatest(people, 1000)), sum(case when is_detailed then people else 0 end)'
                ~ ' from (select is_detailed, cast(target_headcount as double) * (1 + case'
                ~ ' when new_hire_termination_rate < 1 then coalesce(cast(total_termination_rate as double), 2e-1)'
                ~ ' / cast(1 - new_hire_termination_rate as double) else 0 end) as people from ' ~ trial_years ~ ') as trial_sizes'
            ).rows[0] -%}
        {%- endif -%}
        {%- set shown = '{:,}'.format(size.all | int) ~ ' employee-years' -%}
        {%- if size.all > most -%}
            {% do raise_bad_input(
                '`max_employee_years`: the run would be of about ' ~ shown ~ '; the limit is ' ~ '{:,}'.format(most)
                ~ '; give fewer scenarios, replications or years, less growth, volatility or new_hire_termination_rate, or a higher max_employee_years'
            ) %}
        {%- elif size.kept > most / 10 -%}
            {% do raise_bad_input(
                '`detailed_replications`: the run would keep about ' ~ '{:,}'.format(size.kept | int)
                ~ ' rows per employee and year; the limit is a tenth of max_employee_years, ' ~ '{:,}'.format(most // 10)
                ~ '; give fewer detailed_replications, years or scenarios, or a higher max_employee_years'
            ) %}
        {%- elif trial_years is none and size.all >= 100000000 -%}
            {{ log('about ' ~ shown ~ ' to simulate', info=true) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
