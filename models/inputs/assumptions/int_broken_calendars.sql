{{ config(materialized='ephemeral') }}
with

judged as (
    select
        given_scenario_id,
        event,
        month,
        case
            when event is null or event not in ('hire', 'exit', 'promotion') then 'event must be hire, exit or promotion'
            when month is null or month < 1 or month > 12 then 'month must be from 1 to 12'
            when weight is null or weight < 0 then 'weight must be 0 or more'
            when sum(weight) over (partition by scenario_id, event) = 0 then 'weights of an event must not all be 0'
            when count(*) over (partition by scenario_id, event, month) > 1 then 'is there more than once'
        end as problem
    from {{ ref('calendar') }}
),

final as (
    select
        '`calendar`: row with event ' || coalesce(event, 'blank') || ' and month '
        || coalesce(cast(month as {{ dbt.type_string() }}), 'blank')
        || coalesce(' of scenario ' || given_scenario_id, '') || ': ' || problem as problem
    from judged
    where problem is not null
)

select * from final
