-- The state of New Mexico, 2013 to 2017. The day of each census is its last hire date. The file has the hire date of a position,
-- which changes for a fifth of those who stay, so a person's first one counts.
select
    year as census_year,
    max(position_hire_date) over (partition by year) as census_date,
    employee_id,
    position_title as job_title,
    organization,
    min(position_hire_date) over (partition by employee_id) as hire_date,
    annual_salary as current_compensation
from read_csv(getvariable('panel'))
order by year, employee_id
