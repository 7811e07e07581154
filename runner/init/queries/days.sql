-- days that the census may have been taken on, the most likely first, each with what says so and how many were hired later
with

hires as (
    select
        quantile_disc(hire_date, 0.999) as usual,
        max(hire_date) as latest
    from typed
),

-- a few hires far in the future are mistakes or fillers
last_hires as (
    select case when year(latest) <= year(usual) then latest else usual end as last_hire from hires
),

last_exits as (
    select
        last_hire,
        (
            select max(termination_date) from typed
            where termination_date <= make_date(least(year(last_hire) + 1, 9999), 12, 31)
        ) as last_exit
    from last_hires
    where last_hire is not null
),

last_events as (
    select
        greatest(last_hire, last_exit) as last_event,
        case when last_exit > last_hire then 'exit' else 'hire' end as event
    from last_exits
),

found as (
    select
        1 as place,
        max(census_date) as day,
        'the last day of the column of dates' as why
    from typed
    union all
    select
        case when getvariable('same_month') is null then 5 else 2 end as place,
        last_day(make_date(getvariable('same_year'), coalesce(getvariable('same_month'), 12), 1)) as day,
        'all rows have the year ' || getvariable('same_year')
        || coalesce(' and the month ' || getvariable('same_month'), '') as why
    union all
    select
        case when getvariable('named_day')[2] is null then 6 else 3 end as place,
        coalesce(
            try_cast(array_to_string(getvariable('named_day'), '-') as date),
            last_day(cast(getvariable('named_day')[1] || '-' || coalesce(getvariable('named_day')[2], '12') || '-01' as date))
        ) as day,
        'the name of the file says ' || getvariable('name') as why
),

-- a year without a month says less than the last events in it
days as (
    select
        case when place > 4 and (last_event is null or year(day) > year(last_event)) then 3 else place end as place,
        day,
        why
    from found
    left join last_events on true
    where last_event is null or year(day) between year(last_event) and year(last_event) + 1
    union all
    select
        4 as place,
        last_day(last_event) as day,
        'the end of the month of the last ' || event || ', ' || last_event as why
    from last_events
    union all
    select
        7 as place,
        make_date(year(last_event), 12, 31) as day,
        'the end of the year of the last ' || event as why
    from last_events
)

select
    day,
    arg_min(why, place) as why,
    (
        select count(*) from typed
        where hire_date > day
    ) as hired_later
from days
where day is not null
group by day
order by min(place)
