with

years as (
    select * from {{ ref('int_workforce_years') }}
),

trial_years as (
    select * from {{ ref('int_trial_years') }}
),

counts as (
    select
        trial_id,
        simulation_year,
        sum(case when opening_level_id is not null then 1 else 0 end) as opening_headcount,
        sum(case when exit_code = 1 then 1 else 0 end) as terminations,
        sum(case when exit_code = 2 then 1 else 0 end) as layoffs,
        sum(case when opening_level_id is null then 1 else 0 end) as hires,
        sum(case when exit_code = 3 then 1 else 0 end) as new_hire_terminations,
        sum(case when exit_code = 0 then 1 else 0 end) as closing_headcount
    from years
    group by trial_id, simulation_year
),

final as (
    select
        trial_years.scenario_id,
        trial_years.replication_id,
        simulation_year,
        {%- for measure in [
            'opening_headcount', 'terminations', 'layoffs', 'hires', 'new_hire_terminations', 'closing_headcount'
        ] %}
        cast(coalesce(counts.{{ measure }}, 0) as bigint) as {{ measure }},
        {%- endfor %}
        trial_years.target_headcount,
        cast(coalesce(counts.closing_headcount, 0) as bigint)
        - trial_years.target_headcount as variance_to_target,
        cast(counts.terminations + counts.layoffs + counts.new_hire_terminations as double)
        / nullif(counts.opening_headcount, 0) as separation_rate
    from trial_years
    left join counts using (trial_id, simulation_year)
)

select * from final
