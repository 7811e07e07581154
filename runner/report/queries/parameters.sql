-- One row per scenario and parameter, as the run had them.
select
    scenario_id,
    parameter_name,
    parameter_value
from simulation_config
order by scenario_id, parameter_name
