-- One row per scenario and level: what came and went over all years, and who is there at the end; means over the replications.
with

by_level as (
    select * from agg_workforce_by_level
),

last_years as (
    select
        scenario_id,
        max(simulation_year) as last_year
    from by_level
    group by scenario_id
),

flows as (
    select
        scenario_id,
        level_id,
        max(level_name) as level_name,
        cast(sum(hires) as double) / count(distinct replication_id) as hires,
        cast(sum(exits) as double) / count(distinct replication_id) as exits,
        cast(sum(promotions_in) as double) / count(distinct replication_id) as promotions_in,
        cast(sum(promotions_out) as double) / count(distinct replication_id) as promotions_out
    from by_level
    group by scenario_id, level_id
),

closing as (
    select
        by_level.scenario_id,
        by_level.level_id,
        avg(by_level.headcount) as headcount,
        avg(by_level.avg_compensation) as average_pay,
        avg(by_level.avg_age) as average_age,
        avg(by_level.avg_tenure) as average_tenure
    from by_level
    inner join last_years
        on by_level.scenario_id = last_years.scenario_id
        and by_level.simulation_year = last_years.last_year
    group by by_level.scenario_id, by_level.level_id
)

select
    flows.*,
    closing.headcount,
    closing.average_pay,
    closing.average_age,
    closing.average_tenure
from flows
inner join closing
    on flows.scenario_id = closing.scenario_id
    and flows.level_id = closing.level_id
order by flows.scenario_id, flows.level_id
