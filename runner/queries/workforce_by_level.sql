-- One row per scenario and level in the scenario's last year, means over the replications, of the first 12 scenarios.
select
    levels.scenario_id,
    levels.simulation_year,
    levels.level_id,
    levels.level_name,
    cast(round(avg(levels.headcount)) as bigint) as headcount,
    cast(round(avg(levels.promotions_in)) as bigint) as promotions_in,
    cast(round(avg(levels.promotions_out)) as bigint) as promotions_out,
    cast(round(avg(levels.hires)) as bigint) as hires,
    cast(round(avg(levels.exits)) as bigint) as exits,
    avg(levels.avg_compensation) as avg_compensation,
    avg(levels.compensation_growth) as compensation_growth,
    avg(levels.avg_age) as avg_age,
    avg(levels.avg_tenure) as avg_tenure
from agg_workforce_by_level as levels
inner join int_scenario_parameters as scenarios
    on levels.scenario_id = scenarios.scenario_id and levels.simulation_year = scenarios.end_year
where scenarios.scenario_order <= 12
group by levels.scenario_id, levels.simulation_year, levels.level_id, levels.level_name, scenarios.scenario_order
order by scenarios.scenario_order, levels.level_id
