-- annual pay of a whole position, completed years and grade of each person; level_pay is what a run derives a level from
create or replace table people as
with read as (
    select
        try_cast(number(level_id) as integer) as level_id,
        case when getvariable('by_title') then job_title else level_id end as grade,
        job_title as title,
        cast(current_compensation as double) * case
            when pay_period is not null then pay_period
            when current_compensation < getvariable('hourly_below') then 2080
            else getvariable('periods')
        end / case when getvariable('pay_basis') = 'paid' and fte > 0 then fte else 1 end as pay,
        coalesce(floor(tenure), floor((cast(getvariable('day') as date) - hire_date) / 365.25)) as tenure_years,
        coalesce(floor(age), floor((cast(getvariable('day') as date) - birth_date) / 365.25)) as age_years
    from typed
    where getvariable('year') is null or census_year = getvariable('year')
)

select
    *,
    coalesce(
        case when grade is not null then median(pay) filter (where pay > 0) over (partition by lower(grade)) end, pay
    ) as level_pay
from read
