-- One row per scenario: its years, how often it was repeated, and how many repetitions have rows per employee.
select
    parameters.scenario_id,
    parameters.start_year,
    parameters.end_year,
    parameters.replications,
    parameters.alignment,
    parameters.random_seed,
    parameters.hazards_from,
    max(cast(kept.parameter_value as bigint)) as detailed_replications
from int_scenario_parameters as parameters
left join simulation_config as kept
    on parameters.scenario_id = kept.scenario_id and kept.parameter_name = 'detailed_replications'
group by 1, 2, 3, 4, 5, 6, 7
order by parameters.scenario_id
