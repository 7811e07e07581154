-- Baltimore City salaries, fiscal years 2011 to 2017: regular staff, which leaves out
-- the departments of seasonal staff and those whose name says summer; the day of each census is its last hire date.
select
    fiscal_year as census_year,
    max(hire_date) over (partition by fiscal_year) as census_date,
    employee_id,
    job_title,
    left(agency_id, 3) as agency,  -- names are spelled differently from year to year
    hire_date,
    annual_salary as current_compensation
from read_csv(getvariable('panel'))
where seasonal_dept = 0 and agency not ilike '%summer%'
order by fiscal_year, employee_id, annual_salary desc
