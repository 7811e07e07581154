-- the share of the people below the top whom a capped promotion leaves under the next level's minimum
with rising as (
    select
        level_id,
        lead(min_salary) over (order by level_id) as next_low
    from levels
)

select avg(cast(pay * (1 + getvariable('cap')) < next_low as integer)) as below
from placed
inner join rising using (level_id)
where pay > 0 and next_low is not null
