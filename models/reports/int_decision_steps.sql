{{ config(materialized='ephemeral') }}
with

decisions as (
    select * from {{ ref('int_decisions_faced') }}
),

events as (
    select * from {{ ref('fct_workforce_events') }}
),

parameters as (
    select * from {{ ref('int_scenario_parameters') }}
),

final as (
    select
        decisions.*,
        case
            when decisions.decision = 'retirement' then 1
            when decisions.decision = 'layoff' then 3
            when decisions.decision <> 'promotion' then 2
            {#- a promotion and a raise in the order of their dates #}
            when events.sequence_in_year = 3 then 5
            else 4
        end as step_number,
        decisions.decision as step,
        case
            when decisions.decision = 'promotion'
                then case when decisions.has_happened then 'promoted' else 'not promoted' end
            when decisions.decision = 'layoff'
                then case when decisions.has_happened then 'laid off' else 'kept' end
            when decisions.has_happened and decisions.decision = 'retirement' then 'retired'
            when decisions.has_happened then 'left'
            else 'stayed'
        end as outcome,
        events.event_date,
        decisions.level_id as level_before,
        events.level_after,
        events.pay_before,
        events.pay_after,
        case when events.event_type = 'promotion' then parameters.promotion_raise_rate end as raise_rate
    from decisions
    inner join parameters
        on decisions.scenario_id = parameters.scenario_id
    left join events
        on decisions.scenario_id = events.scenario_id
        and decisions.replication_id = events.replication_id
        and decisions.simulation_year = events.simulation_year
        and decisions.employee_key = events.employee_key
        and decisions.decision = events.reason
)

select * from final
