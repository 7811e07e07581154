{{ config(materialized='ephemeral') }}
{%- set text = dbt.type_string() %}
with

planned_events as (
    select
        *,
        extract(year from event_date) as event_year,
        count(*) over (partition by scenario_id, event, employee_id) as row_count
    from {{ ref('planned_events') }}
),

scenarios as (
    select * from {{ ref('int_scenario_parameters') }}
),

units as (
    select * from {{ ref('dim_units') }}
),

hire_profiles as (
    select * from {{ ref('hire_profiles') }}
),

baseline as (
    select * from {{ ref('baseline_workforce') }}
),

hireable as (
    {#- the levels of events that somebody can be hired into; a blank weight is the headcount of that level and age range #}
    select distinct
        planned_events.scenario_id,
        planned_events.level_id
    from planned_events
    inner join hire_profiles
        on planned_events.scenario_id = hire_profiles.scenario_id
        and planned_events.level_id = hire_profiles.level_id
    left join baseline
        on hire_profiles.hire_weight is null
        and hire_profiles.level_id = baseline.level_id
        and baseline.age between hire_profiles.age_from and hire_profiles.age_to
    where planned_events.event = 'hire' and (hire_profiles.hire_weight > 0 or baseline.level_id is not null)
),

judged as (
    select
        planned_events.*,
        case
            when planned_events.event is null or planned_events.event not in ('exit', 'hire') then 'event must be exit or hire'
            when planned_events.event_date is null then 'needs an event_date such as 2027-03-31'
            when planned_events.event = 'exit' and planned_events.employee_id is null then 'an exit needs an employee_id'
            when planned_events.event = 'hire' and planned_events.employee_id is not null then 'a hire has no employee_id yet'
            when planned_events.event = 'exit' and planned_events.row_count > 1 then 'one exit is enough'
            when planned_events.pay <= 0 or planned_events.pay > 1000000000 then 'pay must be above 0 and at most 1000000000'
            when event_year < scenarios.start_year or event_year > scenarios.end_year
                then 'is not in the plan, which goes from ' || cast(scenarios.start_year as {{ text }}) || '-01-01 to '
                    || cast(scenarios.end_year as {{ text }}) || '-12-31'
            when planned_events.event = 'hire' and hireable.level_id is null
                then 'level_id ' || coalesce(cast(planned_events.level_id as {{ text }}), 'blank')
                    || ', into which hire_profiles hire nobody'
            when planned_events.event = 'hire' and units.unit_id is null
                then 'unit_name ' || coalesce(planned_events.unit_name, 'blank') || ' is not in dim_units'
        end as problem
    from planned_events
    inner join scenarios on planned_events.scenario_id = scenarios.scenario_id
    left join hireable
        on planned_events.scenario_id = hireable.scenario_id
        and planned_events.level_id = hireable.level_id
    left join units on coalesce(planned_events.unit_name, '') = coalesce(units.unit_name, '')
),

final as (
    select
        '`planned_events`: ' || coalesce(event, 'blank') || ' on ' || coalesce(date_given, 'blank')
        || coalesce(' of ' || employee_id, '') || coalesce(' of scenario ' || given_scenario_id, '') || ': ' || problem as problem
    from judged
    where problem is not null
)

select * from final
