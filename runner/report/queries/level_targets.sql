-- One row per job level and share, with the scenarios that use it.
select
    cast(nullif(level_targets.from_year, 0) as varchar) as year,
    level_targets.level_id || coalesce(' ' || min(job_levels.level_name), '') as level,
    cast(level_targets.share as double) as share,
    case
        when count(distinct level_targets.scenario_id) = (select count(*) from int_scenario_parameters) then 'all'
        else string_agg(distinct level_targets.scenario_id, ', ' order by level_targets.scenario_id)
    end as scenario
from level_targets
left join job_levels on level_targets.level_id = job_levels.level_id
group by level_targets.from_year, level_targets.level_id, level_targets.share
order by level_targets.from_year, level_targets.level_id, level_targets.share
