-- One row per scenario and year: growth per year of the average pay since the baseline.
select
    scenario_id,
    simulation_year,
    avg_pay_growth
from rpt_pay_by_year
order by scenario_id, simulation_year
