-- the hires that the file shows beside those of the plan
with planned as (
    select
        *,
        closing * greatest(getvariable('target_growth_rate') + coalesce(getvariable('total_termination_rate'), 0), 0)
        / greatest(1 - getvariable('new_hire_termination_rate'), 0.01) as hires_of_plan
    from flows
    where place = 0
)

select
    counted(hires) || ' of the people in the file were hired in the 12 months to ' || getvariable('day') || '; with a growth of '
    || percent(getvariable('target_growth_rate')) || ', a termination rate of '
    || percent(coalesce(getvariable('total_termination_rate'), 0)) || ' and '
    || percent(getvariable('new_hire_termination_rate')) || ' of hires leaving in their first year this plan hires '
    || counted(hires_of_plan)
    || ' in its first year: change target_growth_rate, total_termination_rate, new_hire_termination_rate'
    || ' where that is not meant' as note
from planned
where hires > 0
