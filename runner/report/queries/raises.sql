-- One row per job level and rate, with the scenarios that use it.
select
    raises.level_id || coalesce(' ' || min(job_levels.level_name), '') as level,
    cast(raises.merit_rate as double) as merit_rate,
    case
        when count(distinct raises.scenario_id) = (select count(*) from int_scenario_parameters) then 'all'
        else string_agg(distinct raises.scenario_id, ', ' order by raises.scenario_id)
    end as scenario
from raises
left join job_levels on raises.level_id = job_levels.level_id
group by raises.level_id, raises.merit_rate
order by raises.level_id, raises.merit_rate
