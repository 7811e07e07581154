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

assumption_sets as (
    select * from {{ ref('int_assumption_sets') }}
),

hireable as (
    {#- the levels that the units of each scenario can hire into #}
    select distinct
        assumption_sets.scenario_id,
        units.unit_id,
        weights.level_id
    from assumption_sets
    cross join units
    left join {{ ref('int_unit_profiles') }} as unit_profiles
        on assumption_sets.hire_profile_set_id = unit_profiles.plan_profile_set_id
        and units.unit_id = unit_profiles.unit_id
    inner join {{ ref('int_hire_weights') }} as weights
        on coalesce(unit_profiles.hire_profile_set_id, assumption_sets.hire_profile_set_id) = weights.hire_profile_set_id
    where weights.weight > 0
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
            when planned_events.event = 'hire' and units.unit_id is null
                then 'unit_name ' || coalesce(planned_events.unit_name, 'blank') || ' is not in dim_units'
            when planned_events.event = 'hire' and hireable.level_id is null
                then 'level_id ' || coalesce(cast(planned_events.level_id as {{ text }}), 'blank')
                    || ', into which hire_profiles hire nobody'
        end as problem
    from planned_events
    inner join scenarios on planned_events.scenario_id = scenarios.scenario_id
    left join units on coalesce(planned_events.unit_name, '') = coalesce(units.unit_name, '')
    left join hireable
        on planned_events.scenario_id = hireable.scenario_id
        and units.unit_id = hireable.unit_id
        and planned_events.level_id = hireable.level_id
),

final as (
    select
        '`planned_events`: ' || coalesce(event, 'blank') || ' on ' || coalesce(date_given, 'blank')
        || coalesce(' of ' || employee_id, '') || coalesce(' of scenario ' || given_scenario_id, '') || ': ' || problem as problem
    from judged
    where problem is not null
)

select * from final
