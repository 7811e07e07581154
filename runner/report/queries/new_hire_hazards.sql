-- One row per month of service from which a chance to leave holds, with the scenarios that use it.
select
    from_month,
    cast(monthly_rate as double) as monthly_rate,
    case
        when count(distinct scenario_id) = (select count(*) from int_scenario_parameters) then 'all'
        else string_agg(distinct scenario_id, ', ' order by scenario_id)
    end as scenario
from new_hire_hazards
group by from_month, monthly_rate
order by from_month asc, monthly_rate asc
