-- of those who were there a year before the census, the share that left since
with

years as (
    select
        *,
        cast(getvariable('day') as date) as last_day,
        last_day - interval 1 year as first_day,
        count(hire_date) over () as hire_dates
    from typed
),

opening as (
    select * from years
    where
        (hire_date <= first_day or hire_dates = 0)
        and (termination_date is null or termination_date > first_day)
)

select
    count(*) filter (where termination_date <= last_day) as exits,
    count(*) as people
from opening
