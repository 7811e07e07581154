-- One row per decision, job level and rate, with the scenarios that use it.
select
    hazards.decision,
    hazards.level_id || coalesce(' ' || min(job_levels.level_name), '') as level,
    cast(hazards.annual_rate as double) as annual_rate,
    case
        when count(distinct hazards.scenario_id) = (select count(*) from int_scenario_parameters) then 'all'
        else string_agg(distinct hazards.scenario_id, ', ' order by hazards.scenario_id)
    end as scenario
from hazards
left join job_levels on hazards.level_id = job_levels.level_id
group by hazards.decision, hazards.level_id, hazards.annual_rate
order by hazards.decision desc, hazards.level_id asc, hazards.annual_rate asc
