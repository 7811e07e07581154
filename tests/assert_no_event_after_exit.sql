with

ordered as (
    select
        scenario_id,
        replication_id,
        simulation_year,
        employee_id,
        event_type,
        event_date,
        sequence_in_year,
        lag(event_type) over (
            partition by scenario_id, replication_id, employee_key order by event_date, sequence_in_year
        ) as last_event_type,
        lag(event_date) over (
            partition by scenario_id, replication_id, employee_key order by event_date, sequence_in_year
        ) as last_event_date
    from {{ ref('fct_workforce_events') }}
)

select
    *,
    case
        when last_event_type = 'termination' then 'event after the exit'
        when event_type = 'hire' and last_event_type is not null then 'event before the hire'
        else 'event_date missing or outside its year'
    end as broken_rule
from ordered
where
    last_event_type = 'termination'
    or (event_type = 'hire' and last_event_type is not null)
    or event_date is null
    or extract(year from event_date) <> simulation_year
