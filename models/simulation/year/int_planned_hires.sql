with

this_year as (
    select * from {{ ref('this_year') }}
),

planned_events as (
    select * from {{ ref('int_planned_events') }}
    where event = 'hire'
),

final as (
    select
        this_year.trial_id,
        planned_events.hire_number,
        planned_events.unit_id,
        cast(case when this_year.plans_units then planned_events.unit_id else 0 end as smallint) as layoff_group,
        planned_events.level_id,
        planned_events.pay
    from this_year
    inner join planned_events
        on this_year.scenario_id = planned_events.scenario_id
        and this_year.simulation_year = planned_events.simulation_year
)

select * from final
