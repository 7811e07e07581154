-- How far the replications of each scenario spread, in the order of scenarios, dimensions, values (largest first), measures and years.
select report.*
from rpt_replication_intervals as report
inner join int_scenario_parameters as scenarios
    on report.scenario_id = scenarios.scenario_id
order by
    scenarios.scenario_order,
    case report.dimension when 'all' then 0 when 'level' then 1 else 2 end,
    report.dimension,
    report.level_id,
    -max(case when report.measure = 'headcount' then report.mean end) over (
        partition by report.dimension, report.value
    ) nulls last,
    report.value,
    list_position(['headcount', 'hires', 'exits', 'promotions', 'payroll', 'people_cost', 'average_pay'], report.measure),
    report.simulation_year
