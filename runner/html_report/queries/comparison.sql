-- One row per scenario but the first, year and measure of the whole workforce: the difference to that first scenario.
select
    scenario_id,
    reference_scenario_id,
    simulation_year,
    measure,
    replications,
    reference_mean,
    scenario_mean,
    mean_difference,
    interval_low,
    interval_high
from rpt_scenario_comparison
where level_id is null
order by scenario_id, measure, simulation_year
