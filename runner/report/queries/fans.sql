-- One row per scenario, measure (headcount, payroll, people_cost) and year: the mean and the percentiles, for scenarios with enough
-- replications to have quartiles. Headcount has its opening too. Without spread, every replication of the scenario agrees.
with

fans as (
    select
        scenario_id,
        measure,
        simulation_year,
        mean,
        p5,
        p25,
        p50,
        p75,
        p95
    from rpt_replication_intervals
    where measure in ('headcount', 'payroll', 'people_cost') and dimension = 'all' and p25 is not null
),

opening as (
    select
        fans.scenario_id,
        min(fans.simulation_year) - 1 as simulation_year,
        (select count(*) from baseline_workforce) as headcount,
        count(fans.p5) > 0 as has_tails
    from fans
    where fans.measure = 'headcount'
    group by fans.scenario_id
),

years as (
    select *
    from fans

    union all

    select
        scenario_id,
        'headcount' as measure,
        simulation_year,
        headcount as mean,
        case when has_tails then headcount end as p5,
        headcount as p25,
        headcount as p50,
        headcount as p75,
        case when has_tails then headcount end as p95
    from opening
)

select
    *,
    max(p75 - p25) over (partition by scenario_id, measure) > 0 as has_spread
from years
order by scenario_id, measure, simulation_year
