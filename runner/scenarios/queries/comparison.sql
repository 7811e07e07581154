-- The comparison of each scenario with the first one, in the order of scenarios, dimensions, values, measures and years.
select report.*
from rpt_scenario_comparison as report
inner join int_scenario_parameters as scenarios
    on report.scenario_id = scenarios.scenario_id
order by
    scenarios.scenario_order,
    case report.dimension when 'all' then 0 when 'level' then 1 else 2 end,
    report.dimension,
    report.level_id,
    report.value,
    list_position(['headcount', 'hires', 'exits', 'promotions', 'payroll', 'people_cost', 'average_pay'], report.measure),
    report.simulation_year
