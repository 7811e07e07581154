-- One row per scenario and year: from opening to closing headcount, means over the replications.
select
    scenario_id,
    simulation_year,
    avg(opening_headcount) as opening_headcount,
    avg(terminations) as terminations,
    avg(layoffs) as layoffs,
    avg(hires) as hires,
    avg(new_hire_terminations) as new_hire_terminations,
    avg(closing_headcount) as closing_headcount,
    avg(target_headcount) as target_headcount,
    avg(variance_to_target) as variance_to_target
from fct_headcount_bridge
group by scenario_id, simulation_year
order by scenario_id, simulation_year
