-- whether part-timers have the salary of full time or what is paid for their share: what brings them nearer to the others
with

medians as (
    select
        count(*) filter (where fte < 1) as people,
        median(current_compensation) filter (where fte < 1) as part_time,
        median(current_compensation / fte) filter (where fte < 1) as whole,
        median(current_compensation) filter (where fte >= 1) as full_time
    from typed
    where fte > 0 and current_compensation > 0
)

select
    'census_pay_basis' as name,
    case when abs(ln(whole / full_time)) < abs(ln(part_time / full_time)) then 'paid' else 'full_time' end as value,
    'half of ' || counted(people) || ' part-timers have more than ' || amount(part_time) || ', or ' || amount(whole)
    || ' for a whole position, and half of the others more than ' || amount(full_time) as why,
    false as sure
from medians
where people > 0 and full_time > 0
