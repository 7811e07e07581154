-- One row per scenario: what makes it differ from the first one, its raises, and what it is about.
with

config as (
    select
        scenario_id,
        parameter_name,
        string_agg(
            coalesce(parameter_value, 'null') || coalesce(' from ' || from_year, ''), ', ' order by from_year nulls first
        ) as parameter_value
    from simulation_config
    group by scenario_id, parameter_name
),

first_values as (
    select
        config.parameter_name,
        config.parameter_value
    from config
    inner join int_scenario_parameters as scenarios on config.scenario_id = scenarios.scenario_id
    where scenarios.scenario_order = 1
),

differences as (
    select
        config.scenario_id,
        string_agg(
            config.parameter_name || ' is ' || config.parameter_value || ' instead of ' || first_values.parameter_value,
            ', ' order by config.parameter_name
        ) as differences
    from config
    inner join first_values on config.parameter_name = first_values.parameter_name
    where config.parameter_value != first_values.parameter_value and config.parameter_name != 'description'
    group by config.scenario_id
),

raises as (
    select
        scenario_id,
        sum(pay_after - pay_before) / sum(pay_before) as raise_rate
    from fct_workforce_events
    where event_type = 'raise'
    group by scenario_id
)

select
    scenarios.scenario_id,
    scenarios.description,
    differences.differences,
    raises.raise_rate
from int_scenario_parameters as scenarios
left join differences on scenarios.scenario_id = differences.scenario_id
left join raises on scenarios.scenario_id = raises.scenario_id
order by scenarios.scenario_order
