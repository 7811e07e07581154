with

this_year as (
    select * from {{ ref('this_year') }}
),

planned_events as (
    select * from {{ ref('int_planned_events') }}
    where event = 'hire'
),

unit_profiles as (
    select * from {{ ref('int_unit_profiles') }}
),

final as (
    select
        this_year.trial_id,
        planned_events.hire_number,
        planned_events.unit_id,
        cast(case when this_year.plans_units then planned_events.unit_id else 0 end as smallint) as layoff_group,
        coalesce(unit_profiles.hire_profile_set_id, this_year.hire_profile_set_id) as hire_profile_set_id,
        planned_events.level_id,
        planned_events.pay
    from this_year
    inner join planned_events
        on this_year.scenario_id = planned_events.scenario_id
        and this_year.simulation_year = planned_events.simulation_year
    left join unit_profiles
        on this_year.hire_profile_set_id = unit_profiles.plan_profile_set_id
        and planned_events.unit_id = unit_profiles.unit_id
)

select * from final
