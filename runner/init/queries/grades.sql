-- a level begins half way between the median pay of its grade and that of the one below
create or replace table levels as
with

grades as (
    select
        min(grade) as name,
        median(pay) as middle,
        count(*) as people,
        quantile_cont(pay, 0.05) as low,
        quantile_cont(pay, 0.95) as high
    from people
    where grade is not null and pay > 0
    group by lower(grade)
),

merged as (
    select
        string_agg(name, ' / ' order by name) as name,
        middle,
        sum(people) as people,
        min(low) as low,
        max(high) as high
    from grades
    group by middle
),

placed as (
    select
        *,
        row_number() over (order by middle) as level_id,
        lag(middle) over (order by middle) as below
    from merged
)

select
    level_id,
    name as level_name,
    case
        when below is null then down(least(low, middle))
        when near((below + middle) / 2) > below and near((below + middle) / 2) <= middle then near((below + middle) / 2)
        else (below + middle) / 2
    end as min_salary,
    greatest(up(high), up(middle * 1.01)) as max_salary,
    people
from placed
order by level_id
