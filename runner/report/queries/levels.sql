-- One row per scenario and job level: who came and went over all years, who is there at the end, their pay, age and tenure. Means
-- over the replications.
with

trials as (
    select
        scenario_id,
        replication_id,
        level_id,
        max(level_name) as level_name,
        arg_min(opening_headcount, simulation_year) as opening_headcount,
        sum(hires) as hires,
        sum(exits) as exits,
        sum(promotions_in) as promotions_in,
        sum(promotions_out) as promotions_out,
        max(simulation_year) as last_year
    from agg_workforce_by_level
    group by scenario_id, replication_id, level_id
)

select
    trials.scenario_id,
    trials.level_id,
    max(trials.level_name) as level_name,
    avg(trials.opening_headcount) as opening_headcount,
    avg(trials.hires) as hires,
    avg(trials.exits) as exits,
    avg(trials.promotions_in) as promotions_in,
    avg(trials.promotions_out) as promotions_out,
    avg(closing.headcount) as closing_headcount,
    avg(closing.avg_compensation) as avg_compensation,
    avg(closing.avg_age) as avg_age,
    avg(closing.avg_tenure) as avg_tenure
from trials
inner join agg_workforce_by_level as closing
    on trials.scenario_id = closing.scenario_id
    and trials.replication_id = closing.replication_id
    and trials.level_id = closing.level_id
    and trials.last_year = closing.simulation_year
group by trials.scenario_id, trials.level_id
order by trials.scenario_id, trials.level_id
