-- One row per scenario and year, the opening included: average annual salary at its end, and how far the replications spread.
select
    scenario_id,
    start_year - 1 as simulation_year,
    (select cast(sum(compensation) as double) / nullif(count(*), 0) from baseline_workforce) as average_pay,
    null as avg_pay_growth,
    null as low,
    null as high
from int_scenario_parameters

union all

select
    pay.scenario_id,
    pay.simulation_year,
    intervals.mean as average_pay,
    pay.avg_pay_growth,
    intervals.p5 as low,
    intervals.p95 as high
from rpt_pay_by_year as pay
left join rpt_replication_intervals as intervals
    on pay.scenario_id = intervals.scenario_id
    and pay.simulation_year = intervals.simulation_year
    and intervals.measure = 'average_pay'
    and intervals.dimension = 'all'
order by scenario_id, simulation_year
