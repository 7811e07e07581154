{%- set measures = ['opening_headcount', 'turnover', 'retirements', 'layoffs', 'hires', 'new_hire_exits', 'headcount'] -%}
with

level_totals as (
    select * from {{ ref('int_level_years') }}
    where unit_id is null
),

trial_years as (
    select * from {{ ref('int_trial_years') }}
),

counts as (
    select
        trial_id,
        simulation_year,
        {%- for measure in measures %}
        sum({{ measure }}) as {{ measure }},
        {%- endfor %}
        sum(total_fte) as total_fte
    from level_totals
    group by trial_id, simulation_year
),

final as (
    select
        trial_years.scenario_id,
        trial_years.replication_id,
        simulation_year,
        {%- for measure in measures %}
        cast(coalesce(counts.{{ measure }}, 0) as bigint)
            as {{ 'closing_headcount' if measure == 'headcount' else measure }},
        {%- endfor %}
        cast(coalesce(counts.total_fte, 0) as decimal(18, 4)) as closing_fte,
        cast(coalesce(counts.turnover + counts.layoffs + counts.new_hire_exits, 0) as bigint) as exits,
        trial_years.target_headcount,
        cast(coalesce(counts.headcount, 0) as bigint) - trial_years.target_headcount as variance_to_target,
        cast(counts.turnover + counts.layoffs + counts.new_hire_exits as double)
        / nullif(counts.opening_headcount, 0) as separation_rate
    from trial_years
    left join counts using (trial_id, simulation_year)
)

select * from final
