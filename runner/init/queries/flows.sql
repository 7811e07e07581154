-- the people, hires and exits of each of the three years before the day of the census, by dates of hire and exit
create or replace table flows as
with

years as (
    select
        place,
        cast(cast(getvariable('day') as date) - place * interval 1 year as date) as last_day,
        cast(cast(getvariable('day') as date) - (place + 1) * interval 1 year as date) as first_day
    from unnest([0, 1, 2]) as counted (place)
),

people as (
    select
        coalesce(hire_date, date '1900-01-01') as hired,
        coalesce(termination_date, date '9999-12-31') as gone
    from lives
)

select
    place,
    first_day,
    last_day,
    count(*) filter (where hired <= first_day and gone > first_day) as opening,
    count(*) filter (where hired <= last_day and gone > last_day) as closing,
    count(*) filter (where hired > first_day and hired <= last_day) as hires,
    count(*) filter (where hired <= first_day and gone > first_day and gone <= last_day) as exits,
    count(*) filter (where hired > first_day and hired <= last_day and gone <= last_day) as new_hire_exits
from years
cross join people
group by place, first_day, last_day
order by place
