-- those hired within two years, as macros/fit/hire_profile_ranges.sql wants them
create or replace table hires as
select
    level_id,
    case when age_years between 14 and 100 then age_years end as age,
    least(1, greatest(0, (pay - min_salary) / (max_salary - min_salary))) as pay_position
from placed
inner join levels using (level_id)
where tenure_years between 0 and 1 and pay > 0
