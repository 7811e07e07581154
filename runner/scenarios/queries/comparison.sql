-- The comparison of each scenario with the first one, in the order of scenarios, measures and years.
select report.*
from rpt_scenario_comparison as report
inner join int_scenario_parameters as scenarios
    on report.scenario_id = scenarios.scenario_id
order by
    scenarios.scenario_order,
    list_position(['headcount', 'hires', 'exits', 'promotions', 'payroll', 'average_pay'], report.measure),
    report.simulation_year
