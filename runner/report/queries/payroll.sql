-- One row per scenario and year: pay earned within it, and how far the replications spread.
select
    scenario_id,
    simulation_year,
    mean as payroll,
    mean / nullif(lag(mean) over (partition by scenario_id order by simulation_year), 0) - 1 as payroll_growth,
    p5 as low,
    p95 as high
from rpt_replication_intervals
where measure = 'payroll' and dimension = 'all'
order by scenario_id, simulation_year
