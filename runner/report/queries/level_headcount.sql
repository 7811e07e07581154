-- One row per scenario, job level and year, the opening included: mean headcount. Where there are more than ten levels, neighbors
-- share a group, which a chart can draw in one color.
with

levels as (
    select
        level_id,
        level_name,
        (row_number() over (order by level_id) - 1) * least(count(*) over (), 10) // count(*) over () as level_group
    from job_levels
),

grouped as (
    select
        level_group,
        case
            when count(*) = 1 then min(level_name)
            else arg_min(level_name, level_id) || ' to ' || arg_max(level_name, level_id)
        end as group_name
    from levels
    group by level_group
),

named as (
    select
        levels.level_id,
        levels.level_name,
        levels.level_group,
        grouped.group_name
        || case when count(*) over (partition by grouped.group_name) > count(*) over (partition by levels.level_group)
            then ' (' || levels.level_group + 1 || ')' else ''
        end as group_name
    from levels
    inner join grouped on levels.level_group = grouped.level_group
),

years as (
    select
        scenario_id,
        level_id,
        simulation_year,
        avg(headcount) as headcount
    from agg_workforce_by_level
    group by scenario_id, level_id, simulation_year

    union all

    select
        scenario_id,
        level_id,
        min(simulation_year) - 1 as simulation_year,
        avg(opening_headcount) filter (where is_first) as headcount
    from (
        select
            *,
            simulation_year = min(simulation_year) over (partition by scenario_id) as is_first
        from agg_workforce_by_level
    ) as by_year
    group by scenario_id, level_id
)

select
    years.scenario_id,
    years.level_id,
    named.level_name,
    named.level_group as group_order,
    named.group_name,
    years.simulation_year,
    years.headcount
from years
inner join named on years.level_id = named.level_id
order by years.scenario_id, years.level_id, years.simulation_year
