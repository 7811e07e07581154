with

planned_events as (
    select * from {{ ref('planned_events') }}
    where event = 'exit'
),

baseline as (
    select * from {{ ref('baseline_workforce') }}
),

census as (
    select distinct employee_id from {{ ref('stg_census_data') }}
),

judged as (
    select
        planned_events.*,
        case
            when census.employee_id is null then 'not in the census, or rejected there'
            when baseline.employee_id is null then 'not active in the census'
        end as reason
    from planned_events
    left join baseline on planned_events.employee_id = baseline.employee_id
    left join census on planned_events.employee_id = census.employee_id
),

final as (
    select
        scenario_id,
        employee_id,
        event,
        event_date,
        reason
    from judged
    where reason is not null
)

select * from final
