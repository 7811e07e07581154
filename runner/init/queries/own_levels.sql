-- each level of the census from the 5th to the 95th percentile of its pay, named by the title that half of it has
create or replace table levels as
with

bands as (
    select
        level_id,
        count(*) as people,
        down(quantile_cont(pay, 0.05)) as low,
        up(quantile_cont(pay, 0.95)) as high
    from people
    where level_id is not null and pay > 0
    group by level_id
),

placed as (
    select
        *,
        row_number() over (order by level_id) as place,
        min(step_of(low)) over () as step
    from bands
),

-- each minimum at least one step above the one before
rising as (
    select
        *,
        max(low - place * step) over (order by place) + place * step as min_salary
    from placed
),

titles as (
    select
        level_id,
        title,
        count(*) as people,
        sum(count(*)) over (partition by level_id) as of_level
    from people
    where level_id is not null
    group by level_id, title
),

names as (
    select
        level_id,
        min(title) as name
    from titles
    inner join bands using (level_id)
    where titles.people >= 0.5 * of_level
    group by level_id
)

select
    level_id,
    case
        when count(distinct name) over () = count(*) over () then name
        else 'Level ' || level_id
    end as level_name,
    min_salary,
    greatest(high, min_salary + step) as max_salary,
    people
from rising
left join names using (level_id)
order by level_id
