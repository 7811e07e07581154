-- One row per scenario and value of the first dimension: the headcount bridge from the first to the last year, means over the
-- replications, of the first 12 scenarios. Values beyond the 30 with most people come in one row.
with

first_dimension as (
    select json_keys(max(parameter_value))[1] as dimension
    from simulation_config
    where parameter_name = 'dimensions'
),

units as (
    select agg_workforce_by_dimension.*
    from agg_workforce_by_dimension
    inner join first_dimension using (dimension)
),

ranked as (
    select
        value,
        row_number() over (order by sum(opening_headcount) desc, value) as place
    from units
    group by value
),

counted as (
    select
        units.*,
        case when ranked.place <= 30 then units.value else 'others' end as shown_value,
        least(ranked.place, 31) as shown_place,
        scenarios.scenario_order,
        cast(units.simulation_year = scenarios.start_year as integer) as is_first,
        cast(units.simulation_year = scenarios.end_year as integer) as is_last,
        scenarios.replications
    from units
    inner join ranked on units.value = ranked.value
    inner join int_scenario_parameters as scenarios on units.scenario_id = scenarios.scenario_id
    where scenarios.scenario_order <= 12
)

select
    scenario_id,
    shown_value as value,
    cast(round(sum(opening_headcount * is_first) / any_value(replications)) as bigint) as opening_headcount,
    cast(round(sum(turnover) / any_value(replications)) as bigint) as turnover,
    cast(round(sum(layoffs) / any_value(replications)) as bigint) as layoffs,
    cast(round(sum(hires) / any_value(replications)) as bigint) as hires,
    cast(round(sum(new_hire_exits) / any_value(replications)) as bigint) as new_hire_exits,
    cast(round(sum(closing_headcount * is_last) / any_value(replications)) as bigint) as closing_headcount,
    cast(round(sum(target_headcount * is_last) / any_value(replications)) as bigint) as target_headcount,
    cast(round(sum((closing_headcount - target_headcount) * is_last) / any_value(replications)) as bigint) as variance_to_target
from counted
group by scenario_id, scenario_order, shown_value, shown_place
order by scenario_order, shown_place
