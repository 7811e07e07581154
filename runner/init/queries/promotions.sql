-- what a promotion of everybody below the top would add to their pay: the raise, or the next level's minimum
with rising as (
    select
        level_id,
        lead(min_salary) over (order by level_id) as next_low
    from levels
)

select sum(greatest(pay * (1 + getvariable('raise_rate')), next_low)) / sum(pay) - 1 as gain
from placed
inner join rising using (level_id)
where pay > 0 and next_low is not null
