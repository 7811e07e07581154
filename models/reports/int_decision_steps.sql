{{ config(materialized='ephemeral') }}
with

decisions as (
    select * from {{ ref('int_decisions_faced') }}
),

final as (
    select
        decisions.*,
        case decisions.decision
            when 'retirement' then 1
            when 'layoff' then 3
            when 'promotion' then case when events.sequence_in_year = 3 then 5 else 4 end  -- a raise may come before it
            else 2
        end as step_number,
        decisions.decision as step,
        case decisions.decision
            when 'promotion' then case when decisions.has_happened then 'promoted' else 'not promoted' end
            when 'layoff' then case when decisions.has_happened then 'laid off' else 'kept' end
            when 'retirement' then case when decisions.has_happened then 'retired' else 'stayed' end
            else case when decisions.has_happened then 'left' else 'stayed' end
        end as outcome,
        events.event_date,
        decisions.level_id as level_before,
        events.level_after,
        events.pay_before,
        events.pay_after,
        case when events.event_type = 'promotion' then scenario_years.promotion_raise_rate end as raise_rate,
        case when decisions.decision = 'turnover' then scenario_years.unit_termination_volatility end as unit_volatility
    from decisions
    inner join {{ ref('int_scenario_years') }} as scenario_years
        on decisions.scenario_id = scenario_years.scenario_id
        and decisions.simulation_year = scenario_years.simulation_year
    left join {{ ref('fct_workforce_events') }} as events
        on decisions.scenario_id = events.scenario_id
        and decisions.replication_id = events.replication_id
        and decisions.simulation_year = events.simulation_year
        and decisions.employee_key = events.employee_key
        and decisions.decision = events.reason
)

select * from final
