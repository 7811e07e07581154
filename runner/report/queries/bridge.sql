-- One row per scenario and year, and one of all its years together: from opening to closing headcount, means over the
-- replications.
with

years as (
    select
        scenario_id,
        simulation_year,
        avg(opening_headcount) as opening_headcount,
        avg(hires) as hires,
        avg(turnover) as turnover,
        avg(layoffs) as layoffs,
        avg(new_hire_exits) as new_hire_exits,
        avg(closing_headcount) as closing_headcount,
        avg(target_headcount) as target_headcount,
        avg(variance_to_target) as variance_to_target
    from fct_headcount_bridge
    group by scenario_id, simulation_year
)

select
    *,
    cast(simulation_year as varchar) as year
from years

union all

select
    scenario_id,
    null as simulation_year,
    arg_min(opening_headcount, simulation_year) as opening_headcount,
    sum(hires) as hires,
    sum(turnover) as turnover,
    sum(layoffs) as layoffs,
    sum(new_hire_exits) as new_hire_exits,
    arg_max(closing_headcount, simulation_year) as closing_headcount,
    arg_max(target_headcount, simulation_year) as target_headcount,
    arg_max(variance_to_target, simulation_year) as variance_to_target,
    'All years' as year
from years
group by scenario_id
order by scenario_id, simulation_year nulls last
