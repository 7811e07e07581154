-- bands of pay: the lowest 35 % of people, then 30, 20, 10 and the highest 5 %; below the lowest pay of a panel's last census there is
-- room for the pay of earlier ones
create or replace table levels as
with

cuts as (
    select
        unnest([
            down(greatest(case when getvariable('year') is null then min(pay) end, quantile_cont(pay, 0.05) / 4)),
            near(quantile_cont(pay, 0.35)),
            near(quantile_cont(pay, 0.65)),
            near(quantile_cont(pay, 0.85)),
            near(quantile_cont(pay, 0.95))
        ]) as min_salary,
        up(quantile_cont(pay, 0.999)) as highest
    from people
    where pay > 0
),

placed as (
    select
        min_salary,
        max(highest) as highest,
        row_number() over (order by min_salary) as level_id,
        lead(min_salary) over (order by min_salary) as above
    from cuts
    where min_salary is not null
    group by min_salary
)

select
    level_id,
    'Band ' || level_id as level_name,
    min_salary,
    coalesce(above, greatest(highest, min_salary + step_of(min_salary))) as max_salary,
    (
        select count(*) from people
        where pay > 0 and level_pay >= min_salary and (level_pay < above or above is null)
    ) as people
from placed
order by level_id
