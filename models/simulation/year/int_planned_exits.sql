-- Who leaves on a day that is known, before anything is drawn.
with

last_year as (
    select * from {{ ref('last_year') }}
),

this_year as (
    select * from {{ ref('this_year') }}
),

planned_events as (
    select * from {{ ref('int_planned_events') }}
    where event = 'exit'
),

final as (
    select
        last_year.trial_id,
        last_year.employee_key,
        last_year.age,
        last_year.tenure,
        last_year.unit_id,
        last_year.level_id,
        last_year.compensation
    from last_year
    inner join this_year on last_year.trial_id = this_year.trial_id
    inner join planned_events
        on this_year.scenario_id = planned_events.scenario_id
        and this_year.simulation_year = planned_events.simulation_year
        and last_year.employee_key = planned_events.employee_key
)

select * from final
