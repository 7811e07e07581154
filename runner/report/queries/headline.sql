-- One row per scenario: the numbers that stand first. Means over the replications, each with its 5 to 95 % range, which is null
-- where fewer than five replications lie beyond an end.
with

spans as (
    select
        scenario_id,
        min(simulation_year) as first_year,
        max(simulation_year) as last_year
    from fct_headcount_bridge
    group by scenario_id
),

trials as (
    select
        bridge.scenario_id,
        bridge.replication_id,
        arg_min(bridge.opening_headcount, bridge.simulation_year) as opening_headcount,
        arg_max(bridge.closing_headcount, bridge.simulation_year) as closing_headcount,
        sum(bridge.hires) as hires,
        sum(bridge.exits) as exits,
        count(*) as years
    from fct_headcount_bridge as bridge
    group by bridge.scenario_id, bridge.replication_id
),

flows as (
    select
        scenario_id,
        count(*) >= 100 as is_spread,
        max(years) as years,
        avg(opening_headcount) as opening_headcount,
        avg(closing_headcount) as closing_headcount,
        percentile_cont(0.05) within group (order by closing_headcount) as closing_headcount_low,
        percentile_cont(0.95) within group (order by closing_headcount) as closing_headcount_high,
        avg(hires) as hires,
        percentile_cont(0.05) within group (order by hires) as hires_low,
        percentile_cont(0.95) within group (order by hires) as hires_high,
        avg(exits) as exits,
        percentile_cont(0.05) within group (order by exits) as exits_low,
        percentile_cont(0.95) within group (order by exits) as exits_high
    from trials
    group by scenario_id
),

measures as (
    select
        intervals.*,
        intervals.simulation_year = spans.first_year as is_first,
        intervals.simulation_year = spans.last_year as is_last
    from rpt_replication_intervals as intervals
    inner join spans on intervals.scenario_id = spans.scenario_id
    where intervals.dimension = 'all'
),

pay as (
    select
        scenario_id,
        max(mean) filter (where measure = 'payroll' and is_last) as payroll,
        max(p5) filter (where measure = 'payroll' and is_last) as payroll_low,
        max(p95) filter (where measure = 'payroll' and is_last) as payroll_high,
        max(mean) filter (where measure = 'payroll' and is_first) as first_payroll,
        max(mean) filter (where measure = 'average_pay' and is_last) as average_pay,
        max(p5) filter (where measure = 'average_pay' and is_last) as average_pay_low,
        max(p95) filter (where measure = 'average_pay' and is_last) as average_pay_high
    from measures
    group by scenario_id
)

select
    flows.scenario_id,
    flows.opening_headcount,
    flows.closing_headcount,
    flows.closing_headcount - flows.opening_headcount as headcount_change,
    flows.closing_headcount / nullif(flows.opening_headcount, 0) - 1 as headcount_growth,
    case when flows.is_spread then flows.closing_headcount_low end as closing_headcount_low,
    case when flows.is_spread then flows.closing_headcount_high end as closing_headcount_high,
    flows.hires,
    flows.hires / flows.years as hires_a_year,
    case when flows.is_spread then flows.hires_low end as hires_low,
    case when flows.is_spread then flows.hires_high end as hires_high,
    flows.exits,
    flows.exits / flows.years as exits_a_year,
    case when flows.is_spread then flows.exits_low end as exits_low,
    case when flows.is_spread then flows.exits_high end as exits_high,
    pay.payroll,
    pay.payroll / nullif(pay.first_payroll, 0) - 1 as payroll_growth,
    pay.payroll_low,
    pay.payroll_high,
    pay.average_pay,
    pay_by_year.avg_pay_growth,
    pay.average_pay_low,
    pay.average_pay_high
from flows
inner join spans on flows.scenario_id = spans.scenario_id
left join pay on flows.scenario_id = pay.scenario_id
left join rpt_pay_by_year as pay_by_year
    on flows.scenario_id = pay_by_year.scenario_id and spans.last_year = pay_by_year.simulation_year
order by flows.scenario_id
