with

trial_years as (
    select * from {{ ref('int_trial_years') }}
    where alignment = 'exact'
),

level_years as (
    select * from {{ ref('int_level_years') }}
),

unit_targets as (
    {{ unit_targets_of('trial_years') }}
),

counts as (
    select
        trial_id,
        simulation_year,
        unit_id,
        {#- with those who are known to come #}
        sum(opening_headcount - turnover + planned_hires) as stayers,
        sum(layoffs) as layoffs,
        sum(hires - planned_hires) as hires,
        sum(planned_hires) as planned_hires,
        sum(headcount) as closing_headcount
    from level_years
    group by trial_id, simulation_year, unit_id
),

planned as (
    {#- all together, or each unit where units have targets of their own. A unit may be empty #}
    select
        trial_years.*,
        cast(null as smallint) as unit_id,
        trial_years.target_headcount as planned_headcount
    from trial_years
    where not trial_years.plans_units
    union all
    select
        trial_years.*,
        unit_targets.unit_id,
        unit_targets.target_headcount as planned_headcount
    from trial_years
    inner join unit_targets
        on trial_years.trial_id = unit_targets.trial_id
        and trial_years.simulation_year = unit_targets.simulation_year
    where trial_years.plans_units
),

expected as (
    select
        planned.scenario_id,
        planned.replication_id,
        planned.simulation_year,
        planned.unit_id,
        coalesce(counts.stayers, 0) as stayers,
        coalesce(counts.layoffs, 0) as layoffs,
        coalesce(counts.hires, 0) as hires,
        coalesce(counts.planned_hires, 0) as planned_hires,
        planned.planned_headcount,
        coalesce(counts.closing_headcount, 0) as closing_headcount,
        {# out of reach: too many stay and nobody may be laid off, or too few stay and no hire can stay #}
        coalesce(counts.stayers, 0) > planned.planned_headcount and planned.surplus_policy = 'attrition_only'
        or coalesce(counts.stayers, 0) < planned.planned_headcount
        and (planned.new_hire_termination_rate = 1 or planned.hiring_freeze) as is_out_of_reach
    from planned
    left join counts
        on planned.trial_id = counts.trial_id
        and planned.simulation_year = counts.simulation_year
        and coalesce(planned.unit_id, 0) = coalesce(counts.unit_id, 0)
)

select *
from expected
where
    closing_headcount <> case when is_out_of_reach then stayers else greatest(planned_headcount, planned_hires) end
    {# nobody is hired into a surplus #}
    or stayers > planned_headcount and hires > 0
