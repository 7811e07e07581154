-- the last hire, exit and date of a row; a few hires far in the future are mistakes or fillers
with hires as (
    select
        quantile_disc(hire_date, 0.999) as usual,
        max(hire_date) as latest
    from typed
),

last_hires as (
    select case when year(latest) <= year(usual) then latest else usual end as last_hire from hires
)

select
    last_hire,
    (
        select max(termination_date) from typed
        where termination_date <= make_date(least(year(last_hire) + 1, 9999), 12, 31)
    ) as last_exit,
    (select max(census_date) from typed) as last_date
from last_hires
