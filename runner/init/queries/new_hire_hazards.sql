-- the chance to leave in a month of the first year of service, by dates of hire and exit: exits over months at risk of the people hired in the
-- years that are believed. Only where these exits are enough, and make as many of each day's hires leave within the year as did: hires
-- of a season, or days of exit that are not what they seem, do not
create or replace table new_hire_hazards as
with

window_of_hires as (
    select
        min(first_day) as first_day,
        max(last_day) as last_day,
        sum(hires) as hires,
        sum(new_hire_exits) / sum(hires) as left_in_year
    from believed
),

hired as (
    -- the days of hire and of exit count both
    select
        coalesce(termination_date <= last_day, false) as has_left,
        least(coalesce(termination_date, last_day), last_day) - hire_date + 1 as service_days
    from lives
    cross join window_of_hires
    where hire_date > first_day and hire_date <= last_day
),

bands as (
    select
        from_month,
        to_month,
        count(*) filter (where has_left and service_days > from_month * 30.4375 and service_days <= to_month * 30.4375) as exits,
        sum(greatest(least(service_days, to_month * 30.4375) - from_month * 30.4375, 0)) as days
    from (values (0, 3), (3, 6), (6, 12)) as spans (from_month, to_month)
    cross join hired
    group by from_month, to_month
),

fitted as (
    select
        *,
        cast(nullif(round(1 - power(1 - exits / nullif(days, 0), 30.4375), 4), 1) as double) as monthly_rate
    from bands
),

survived as (
    -- of the hires of a day with so many twelfths of the year left
    select
        day,
        exp(sum(ln(1 - monthly_rate) * greatest(least(day * 12 / 365, to_month) - from_month, 0))) as share
    from fitted
    cross join unnest(range(1, 366)) as days (day)
    group by day
),

judged as (
    select
        any_value(hires) as hires,
        any_value(left_in_year) as left_in_year,
        (select sum(exits) from fitted) as exits,
        1 - avg(share) as expected
    from survived
    cross join window_of_hires
)

select
    fitted.from_month,
    fitted.monthly_rate,
    judged.left_in_year,
    'new_hire_hazards: ' || counted(sum(fitted.exits) over ()) || ' of ' || counted(judged.hires)
    || ' hired left within twelve months of service, as far as the file goes, by month' as why
from fitted
cross join judged
where judged.exits >= 20 and abs(expected - left_in_year) <= 2 * sqrt(left_in_year * (1 - left_in_year) / hires)
order by fitted.from_month
