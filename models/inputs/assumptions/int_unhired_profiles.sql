{{ config(materialized='ephemeral') }}
with

assumption_sets as (
    select * from {{ ref('int_assumption_sets') }}
),

profiles as (
    {#- units without rows of their own need some #}
    select
        hire_profile_set_id as plan_profile_set_id,
        cast(null as {{ dbt.type_string() }}) as dimension,
        cast(null as {{ dbt.type_string() }}) as value,
        0 as weight
    from assumption_sets
    union all
    select
        plan_profile_set_id,
        dimension,
        value,
        weight
    from {{ ref('int_hire_weights') }}
),

unhired as (
    select
        plan_profile_set_id,
        coalesce(dimension || ' ' || value || ' in ', '') as place
    from profiles
    group by plan_profile_set_id, dimension, value
    having max(weight) = 0
),

final as (
    select
        '`hire_profiles`: every hire_weight of ' || unhired.place || 'scenario ' || assumption_sets.scenario_id
        || ' is 0; a blank one counts the active employees of that level and age range, and the census has none in any of them;'
        || ' give at least one hire_weight above 0' as problem
    from unhired
    inner join assumption_sets on unhired.plan_profile_set_id = assumption_sets.hire_profile_set_id
)

select * from final
