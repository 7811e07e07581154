-- the chosen columns under our names, read by the formats found
create or replace table typed as
select
    employee_id,
    level_id,
    job_title,
    active_flag,
    number(current_compensation) as current_compensation,
    number(fte) as fte,
    number(age) as age,
    number(tenure) as tenure,
    born(day_of(birth_date, 'birth_date')) as birth_date,
    day_of(hire_date, 'hire_date') as hire_date,
    day_of(termination_date, 'termination_date') as termination_date,
    day_of(census_date, 'census_date') as census_date,
    plain(census_year) as census_year,
    periods_a_year(pay_period) as pay_period
from chosen
