-- where a capped promotion leaves many people under the next level's minimum
with

rising as (
    select
        level_id,
        lead(min_salary) over (order by level_id) as next_low
    from levels
),

capped as (
    select avg(cast(pay * (1 + getvariable('promotion_raise_cap')) < next_low as integer)) as below
    from placed
    inner join rising using (level_id)
    where pay > 0 and next_low is not null
)

select
    'a promotion adds at most ' || percent(getvariable('promotion_raise_cap')) || ' (promotion_raise_cap): '
    || percent(round(below, 2)) || ' of those below the top would stay under the minimum of their new level'
    || '; lower minima in job_levels.csv make it less' as note
from capped
where below > 0.1
