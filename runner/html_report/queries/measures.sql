-- One row per scenario, year, level (null is all of them) and measure: the mean, and how far the replications spread.
select
    scenario_id,
    simulation_year,
    level_id,
    level_name,
    measure,
    mean,
    p5,
    p25,
    p50,
    p75,
    p95
from rpt_replication_intervals
order by scenario_id, simulation_year, level_id nulls first, measure
