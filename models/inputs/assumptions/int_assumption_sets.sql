with

scenarios as (
    select * from {{ ref('int_scenario_parameters') }}
),

own_rows as (
    select
        scenario_id,
        'hazards' as set_name
    from {{ ref('hazards') }}
    where given_scenario_id is not null
    union all
    select
        scenario_id,
        'hazards' as set_name
    from {{ ref('multipliers') }}
    where given_scenario_id is not null
    union all
    select
        scenario_id,
        'hire_profiles' as set_name
    from {{ ref('hire_profiles') }}
    where given_scenario_id is not null
),

owners as (
    select
        scenarios.scenario_id,
        max(case when own_rows.set_name = 'hazards' then 1 else 0 end) as has_own_hazards,
        max(case when own_rows.set_name = 'hire_profiles' then 1 else 0 end) as has_own_profiles
    from scenarios
    left join own_rows on scenarios.scenario_id = own_rows.scenario_id
    group by scenarios.scenario_id
),

final as (
    select
        scenario_id,
        cast(has_own_hazards * sum(has_own_hazards) over (order by scenario_id) as smallint) as hazard_set_id,
        cast(has_own_profiles * sum(has_own_profiles) over (order by scenario_id) as smallint) as hire_profile_set_id
    from owners
)

select * from final
