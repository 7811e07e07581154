-- One row per rule of eligibility for retirement, with the scenarios that use it.
select
    min_age,
    min_tenure,
    min_age_plus_tenure,
    case
        when count(distinct scenario_id) = (select count(*) from int_scenario_parameters) then 'all'
        else string_agg(distinct scenario_id, ', ' order by scenario_id)
    end as scenario
from retirement_rules
group by min_age, min_tenure, min_age_plus_tenure
order by min_age asc, min_tenure asc, min_age_plus_tenure asc
