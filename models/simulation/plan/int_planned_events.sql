-- depends_on: {{ ref('int_input_problems') }}
{{ config(materialized='table') }}
with

planned_events as (
    select
        *,
        cast(extract(year from event_date) as smallint) as simulation_year
    from {{ ref('planned_events') }}
),

baseline as (
    select * from {{ ref('baseline_workforce') }}
),

units as (
    select * from {{ ref('dim_units') }}
),

hires as (
    {#- the first numbers of a year's hires #}
    select
        planned_events.*,
        units.unit_id,
        row_number() over (
            partition by planned_events.scenario_id, planned_events.simulation_year
            order by planned_events.event_date, planned_events.level_id, units.unit_id, planned_events.pay
        ) as hire_number
    from planned_events
    inner join units on coalesce(planned_events.unit_name, '') = coalesce(units.unit_name, '')
    where planned_events.event = 'hire'
),

final as (
    select
        planned_events.scenario_id,
        planned_events.simulation_year,
        planned_events.event,
        planned_events.event_date,
        baseline.employee_key,
        baseline.unit_id,
        baseline.level_id,
        cast(null as {{ money_type() }}) as pay,
        cast(null as integer) as hire_number
    from planned_events
    inner join baseline on planned_events.employee_id = baseline.employee_id
    where planned_events.event = 'exit'
    union all
    select
        scenario_id,
        simulation_year,
        event,
        event_date,
        {{ hire_key('simulation_year', 'hire_number') }} as employee_key,
        unit_id,
        cast(level_id as smallint) as level_id,
        cast(pay as {{ money_type() }}) as pay,
        cast(hire_number as integer) as hire_number
    from hires
)

select * from final
