-- Iowa State University, fiscal years 2008 to 2018: regular staff. The file has pay as paid and no dates. Who is new after 2008
-- starts in the middle of that fiscal year, with the pay of the next, if that is more. Who is there for the last time has the pay of the
-- year before, if that is more, because most leave within the year. Everybody else has been there for five years or more, as far as
-- the bands ask.
select
    year as census_year,
    make_date(year, 6, 30) as census_date,
    employee_id,
    position as job_title,
    case
        when min(year) over (partition by employee_id) = 2008 then date '2003-01-01'
        else make_date(min(year) over (partition by employee_id), 1, 1)
    end as hire_date,
    case
        when year > 2008 and year = min(year) over (partition by employee_id)
            then greatest(total_salary_paid, coalesce(lead(total_salary_paid) over (partition by employee_id order by year), 0))
        when year = max(year) over (partition by employee_id)
            then greatest(total_salary_paid, coalesce(lag(total_salary_paid) over (partition by employee_id order by year), 0))
        else total_salary_paid
    end as current_compensation
from read_csv(getvariable('panel'), quote = '"')
where total_salary_paid >= 12000 and not regexp_matches(position, 'CASUAL|GRAD ASST|POSTDOC|TEMP')
order by year, employee_id
