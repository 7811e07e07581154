-- One row per scenario and value of each dimension: who came and went over all years, who is there at the end, their pay, age and
-- tenure. Means over the replications.
with

trials as (
    select
        scenario_id,
        replication_id,
        dimension,
        value,
        arg_min(opening_headcount, simulation_year) as opening_headcount,
        sum(hires) as hires,
        sum(turnover + layoffs + new_hire_exits) as exits,
        sum(promotions) as promotions,
        arg_max(closing_headcount, simulation_year) as closing_headcount,
        arg_max(avg_compensation, simulation_year) as avg_compensation,
        arg_max(avg_age, simulation_year) as avg_age,
        arg_max(avg_tenure, simulation_year) as avg_tenure
    from agg_workforce_by_dimension
    group by scenario_id, replication_id, dimension, value
)

select
    scenario_id,
    dimension,
    value as unit,
    avg(opening_headcount) as opening_headcount,
    avg(hires) as hires,
    avg(exits) as exits,
    avg(promotions) as promotions,
    avg(closing_headcount) as closing_headcount,
    avg(avg_compensation) as avg_compensation,
    avg(avg_age) as avg_age,
    avg(avg_tenure) as avg_tenure
from trials
group by scenario_id, dimension, value
order by dimension asc, avg(opening_headcount) desc, value asc
