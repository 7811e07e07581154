-- One row per kind of hire, with the scenarios that use it.
select
    hire_profiles.level_id || coalesce(' ' || min(job_levels.level_name), '')
    || coalesce(' in ' || hire_profiles.value, '') as level,
    hire_profiles.age_from,
    hire_profiles.age_to,
    cast(hire_profiles.hire_weight as double) as hire_weight,
    cast(hire_profiles.pay_position_from as double) as pay_position_from,
    cast(hire_profiles.pay_position_to as double) as pay_position_to,
    hire_profiles.tenure_from,
    hire_profiles.tenure_to,
    case
        when count(distinct hire_profiles.scenario_id) = (select count(*) from int_scenario_parameters) then 'all'
        else string_agg(distinct hire_profiles.scenario_id, ', ' order by hire_profiles.scenario_id)
    end as scenario
from hire_profiles
left join job_levels on hire_profiles.level_id = job_levels.level_id
group by
    hire_profiles.value,
    hire_profiles.level_id,
    hire_profiles.age_from,
    hire_profiles.age_to,
    hire_profiles.hire_weight,
    hire_profiles.pay_position_from,
    hire_profiles.pay_position_to,
    hire_profiles.tenure_from,
    hire_profiles.tenure_to
order by
    hire_profiles.value nulls first,
    hire_profiles.level_id,
    hire_profiles.age_from,
    hire_profiles.age_to,
    hire_profiles.hire_weight,
    hire_profiles.pay_position_from,
    hire_profiles.pay_position_to,
    hire_profiles.tenure_from,
    hire_profiles.tenure_to
