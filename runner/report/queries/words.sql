-- One row per scenario: what makes it differ from the first one, tables with rows for it alone, its raises, and what it is about.
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

own_tables as (
    select
        scenario_id,
        'calendar' as table_name
    from calendar
    where given_scenario_id is not null
    union
    select
        scenario_id,
        'cost_items' as table_name
    from cost_items
    where given_scenario_id is not null
    union
    select
        scenario_id,
        'hazards' as table_name
    from hazards
    where given_scenario_id is not null
    union
    select
        scenario_id,
        'hire_profiles' as table_name
    from hire_profiles
    where given_scenario_id is not null
    union
    select
        scenario_id,
        'level_targets' as table_name
    from level_targets
    where given_scenario_id is not null
    union
    select
        scenario_id,
        'multipliers' as table_name
    from multipliers
    where given_scenario_id is not null
    union
    select
        scenario_id,
        'new_hire_hazards' as table_name
    from new_hire_hazards
    where given_scenario_id is not null
    union
    select
        scenario_id,
        'planned_events' as table_name
    from planned_events
    where given_scenario_id is not null
    union
    select
        scenario_id,
        'raises' as table_name
    from raises
    where given_scenario_id is not null
    union
    select
        scenario_id,
        'retirement_rules' as table_name
    from retirement_rules
    where given_scenario_id is not null
    union
    select
        scenario_id,
        'retirement_take_up' as table_name
    from retirement_take_up
    where given_scenario_id is not null
    union
    select
        scenario_id,
        'thresholds' as table_name
    from thresholds
    where given_scenario_id is not null
    union
    select
        scenario_id,
        'unit_targets' as table_name
    from unit_targets
    where given_scenario_id is not null
),

own_rows as (
    select
        scenario_id,
        string_agg(table_name, ', ' order by table_name) as own_rows
    from own_tables
    group by scenario_id
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
    own_rows.own_rows,
    raises.raise_rate
from int_scenario_parameters as scenarios
left join differences on scenarios.scenario_id = differences.scenario_id
left join own_rows on scenarios.scenario_id = own_rows.scenario_id
left join raises on scenarios.scenario_id = raises.scenario_id
order by scenarios.scenario_order
