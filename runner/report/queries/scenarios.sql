-- One row per scenario, in the order of the plan: its years, how often it was repeated, how exits were aligned.
select
    scenario_id,
    start_year - 1 as opening_year,
    start_year,
    end_year,
    start_year || ' to ' || end_year as years,
    replications,
    alignment,
    random_seed,
    hazards_from
from int_scenario_parameters
order by scenario_order
