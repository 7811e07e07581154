-- One row per scenario, in order: alignment, replications, and how many of these have rows per employee.
select
    scenarios.scenario_id,
    scenarios.alignment,
    scenarios.replications,
    least(scenarios.replications, cast(kept.parameter_value as bigint)) as detailed_replications
from int_scenario_parameters as scenarios
inner join simulation_config as kept
    on scenarios.scenario_id = kept.scenario_id and kept.parameter_name = 'detailed_replications'
order by scenarios.scenario_order
