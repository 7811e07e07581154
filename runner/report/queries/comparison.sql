-- One row per scenario but the first, year and measure of the whole workforce: the difference to that first scenario.
select
    scenario_id,
    simulation_year,
    measure,
    reference_mean,
    scenario_mean,
    mean_difference,
    interval_low as low,
    interval_high as high,
    simulation_year = max(simulation_year) over (partition by scenario_id) as is_last
from rpt_scenario_comparison
where dimension = 'all'
order by scenario_id, measure, simulation_year
