-- Salaries at the end of one year and of the next, to the cent, with every event in between.
with

trial_years as (
    select
        scenario_id,
        replication_id,
        simulation_year
    from {{ ref('int_trial_years') }}
    where is_detailed
),

baseline as (
    select sum(compensation) as payroll
    from {{ ref('baseline_workforce') }}
),

closings as (
    select
        scenario_id,
        replication_id,
        simulation_year,
        sum(current_compensation) as payroll
    from {{ ref('fct_workforce_snapshot') }}
    group by scenario_id, replication_id, simulation_year
),

changes as (
    select
        scenario_id,
        replication_id,
        simulation_year,
        sum(case when event_type = 'hire' then pay_after else 0 end) as hires,
        sum(case when event_type = 'termination' then pay_before else 0 end) as exits,
        sum(case when event_type = 'promotion' then pay_after - pay_before else 0 end) as promotions
    from {{ ref('fct_workforce_events') }}
    group by scenario_id, replication_id, simulation_year
),

closed as (
    {#- also the years in which nobody is left #}
    select
        scenario_id,
        replication_id,
        simulation_year,
        coalesce(closings.payroll, 0) as closing_payroll,
        coalesce(changes.hires, 0) as hires,
        coalesce(changes.exits, 0) as exits,
        coalesce(changes.promotions, 0) as promotions
    from trial_years
    left join closings using (scenario_id, replication_id, simulation_year)
    left join changes using (scenario_id, replication_id, simulation_year)
),

opened as (
    select
        closed.*,
        coalesce(lag(closed.closing_payroll) over (
            partition by closed.scenario_id, closed.replication_id
            order by closed.simulation_year
        ), baseline.payroll) as opening_payroll
    from closed
    cross join baseline
),

means as (
    select
        scenario_id,
        simulation_year,
        cast(round(cast(sum(opening_payroll) as double) / count(*)) as bigint) as opening_payroll,
        cast(round(cast(sum(hires) as double) / count(*)) as bigint) as hires,
        cast(round(cast(sum(exits) as double) / count(*)) as bigint) as exits,
        cast(round(cast(sum(promotions) as double) / count(*)) as bigint) as promotions,
        cast(round(cast(sum(closing_payroll) as double) / count(*)) as bigint) as closing_payroll
    from opened
    group by scenario_id, simulation_year
),

summed as (
    select
        *,
        closing_payroll - opening_payroll - hires + exits - promotions as raises
    from means
),

final as (
    select
        scenario_id,
        simulation_year,
        opening_payroll,
        hires,
        -exits as exits,
        promotions,
        raises,
        closing_payroll,
        round(cast(closing_payroll as double) / nullif(opening_payroll, 0) - 1, 4) as payroll_growth,
        round(cast(hires - exits as double) / nullif(opening_payroll, 0), 4) as from_hires_and_exits,
        round(cast(promotions as double) / nullif(opening_payroll, 0), 4) as from_promotions,
        round(cast(raises as double) / nullif(opening_payroll, 0), 4) as from_raises
    from summed
)

select *
from final
order by scenario_id, simulation_year
