-- One row per scenario and year: the headcount bridge, means over the replications, of the first 12 scenarios.
select
    bridge.scenario_id,
    bridge.simulation_year,
    cast(round(avg(bridge.opening_headcount)) as bigint) as opening_headcount,
    cast(round(avg(bridge.turnover)) as bigint) as turnover,
    cast(round(avg(bridge.layoffs)) as bigint) as layoffs,
    cast(round(avg(bridge.hires)) as bigint) as hires,
    cast(round(avg(bridge.new_hire_exits)) as bigint) as new_hire_exits,
    cast(round(avg(bridge.exits)) as bigint) as exits,
    cast(round(avg(bridge.closing_headcount)) as bigint) as closing_headcount,
    cast(round(avg(bridge.target_headcount)) as bigint) as target_headcount,
    cast(round(avg(bridge.variance_to_target)) as bigint) as variance_to_target,
    avg(bridge.separation_rate) as separation_rate
from fct_headcount_bridge as bridge
inner join int_scenario_parameters as scenarios
    on bridge.scenario_id = scenarios.scenario_id
where scenarios.scenario_order <= 12
group by bridge.scenario_id, bridge.simulation_year, scenarios.scenario_order
order by scenarios.scenario_order, bridge.simulation_year
