-- the hires that the file shows beside those of the plan
with

rates as (
    select
        cast(getvariable('target_growth_rate') as double) as growth,
        cast(getvariable('separation_rate') as double) as separations,
        cast(getvariable('total_termination_rate') as double) as turnover,
        coalesce(
            (select any_value(left_in_year) from new_hire_hazards), cast(getvariable('new_hire_termination_rate') as double)
        ) as leavers,
        case when (select count(*) from new_hire_hazards) > 0 then 'new_hire_hazards.csv' else 'new_hire_termination_rate' end
            as leavers_by
),

planned as (
    select
        *,
        closing * greatest(growth + coalesce(separations, turnover, 0), 0)
        / case when separations is null then greatest(1 - leavers, 0.01) else 1 end as hires_of_plan
    from flows
    cross join rates
    where place = 0
)

select
    counted(hires) || ' of the people in the file were hired in the 12 months to ' || getvariable('day') || '; with a growth of '
    || percent(growth) || case when separations is null then ', a termination' else ', a separation' end || ' rate of '
    || percent(coalesce(separations, turnover, 0)) || ' and ' || percent(leavers)
    || ' of hires leaving in their first year this plan hires ' || counted(hires_of_plan)
    || ' in its first year, of whom ' || counted(hires_of_plan * (1 - leavers))
    || ' stay: change target_growth_rate, total_termination_rate, ' || leavers_by
    || ' where that is not meant' as note
from planned
where hires > 0
