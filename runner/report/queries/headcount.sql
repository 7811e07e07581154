-- One row per scenario and year, the opening included: employees at the end of it, and how far the replications spread.
select
    scenario_id,
    start_year - 1 as simulation_year,
    (select count(*) from baseline_workforce) as headcount,
    null as low,
    null as high
from int_scenario_parameters

union all

select
    scenario_id,
    simulation_year,
    mean as headcount,
    p5 as low,
    p95 as high
from rpt_replication_intervals
where measure = 'headcount' and dimension = 'all'
order by scenario_id, simulation_year
