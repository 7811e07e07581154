-- One row per threshold and year of the plan, with its sentence, in the order of scenarios, dimensions and years.
select report.*
from rpt_threshold_risk as report
inner join int_scenario_parameters as scenarios
    on report.scenario_id = scenarios.scenario_id
order by
    scenarios.scenario_order,
    case report.dimension when 'all' then 0 when 'level' then 1 else 2 end,
    report.dimension,
    report.value,
    report.measure,
    report.threshold,
    report.simulation_year
