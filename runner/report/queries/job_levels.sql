-- One row per job level, from the lowest.
select
    level_id,
    level_name,
    min_salary,
    max_salary
from job_levels
order by level_id
