-- What the rows of hire_profiles weigh. A blank weight is the headcount of that level and age range, in the row's unit if it has one.
{{ config(materialized='ephemeral') }}
with

sets as (
    {#- one scenario stands for all that share a set #}
    select
        hire_profile_set_id as plan_profile_set_id,
        min(scenario_id) as scenario_id
    from {{ ref('int_assumption_sets') }}
    group by hire_profile_set_id
),

hire_profiles as (
    {#- a unit's rows are a set of their own, with a number below 0 #}
    select
        profiles.*,
        sets.plan_profile_set_id,
        case
            when profiles.dimension is null then cast(sets.plan_profile_set_id as integer)
            else -cast(dense_rank() over (
                order by sets.plan_profile_set_id, coalesce(profiles.dimension, ''), coalesce(profiles.value, '')
            ) as integer)
        end as hire_profile_set_id
    from {{ ref('hire_profiles') }} as profiles
    inner join sets on profiles.scenario_id = sets.scenario_id
),

ranges as (
    select distinct
        dimension,
        value,
        level_id,
        age_from,
        age_to
    from hire_profiles
),

people as (
    select
        baseline.employee_key,
        baseline.level_id,
        baseline.age,
        unit_values.dimension,
        unit_values.value
    from {{ ref('baseline_workforce') }} as baseline
    inner join {{ ref('int_unit_values') }} as unit_values on baseline.unit_id = unit_values.unit_id
    union all
    select
        employee_key,
        level_id,
        age,
        null as dimension,
        null as value
    from {{ ref('baseline_workforce') }}
),

baseline_mix as (
    select
        ranges.dimension,
        ranges.value,
        ranges.level_id,
        ranges.age_from,
        ranges.age_to,
        count(people.employee_key) as headcount
    from ranges
    left join people
        on coalesce(ranges.dimension, '') = coalesce(people.dimension, '')
        and coalesce(ranges.value, '') = coalesce(people.value, '')
        and ranges.level_id = people.level_id
        and people.age between ranges.age_from and ranges.age_to
    group by ranges.dimension, ranges.value, ranges.level_id, ranges.age_from, ranges.age_to
),

final as (
    select
        hire_profiles.*,
        coalesce(hire_profiles.hire_weight, baseline_mix.headcount) as weight
    from hire_profiles
    inner join baseline_mix
        on coalesce(hire_profiles.dimension, '') = coalesce(baseline_mix.dimension, '')
        and coalesce(hire_profiles.value, '') = coalesce(baseline_mix.value, '')
        and hire_profiles.level_id = baseline_mix.level_id
        and hire_profiles.age_from = baseline_mix.age_from
        and hire_profiles.age_to = baseline_mix.age_to
)

select * from final
