-- One row per job level, levels without anybody included: who the simulation starts from.
select
    job_levels.level_id,
    job_levels.level_name,
    count(baseline_workforce.level_id) as headcount,
    cast(sum(baseline_workforce.compensation) as double) / nullif(count(baseline_workforce.level_id), 0) as average_pay
from job_levels
left join baseline_workforce on job_levels.level_id = baseline_workforce.level_id
group by job_levels.level_id, job_levels.level_name
order by job_levels.level_id
