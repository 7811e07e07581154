{{ config(materialized='table') }}
-- depends_on: {{ ref('int_input_problems') }}
with

sets as (
    {#- one scenario stands for all that share a set #}
    select
        hire_profile_set_id,
        min(scenario_id) as scenario_id
    from {{ ref('int_assumption_sets') }}
    group by hire_profile_set_id
),

hire_profiles as (
    select
        profiles.*,
        sets.hire_profile_set_id
    from {{ ref('hire_profiles') }} as profiles
    inner join sets on profiles.scenario_id = sets.scenario_id
),

ranges as (
    select distinct
        level_id,
        age_from,
        age_to
    from hire_profiles
),

baseline_mix as (
    select
        ranges.level_id,
        ranges.age_from,
        ranges.age_to,
        count(baseline.employee_key) as headcount
    from ranges
    left join {{ ref('baseline_workforce') }} as baseline
        on ranges.level_id = baseline.level_id
        and baseline.age between ranges.age_from and ranges.age_to
    group by ranges.level_id, ranges.age_from, ranges.age_to
),

weighted as (
    select
        hire_profiles.*,
        job_levels.min_salary,
        job_levels.max_salary,
        coalesce(hire_profiles.hire_weight, baseline_mix.headcount) as weight,
        row_number() over (
            partition by hire_profiles.hire_profile_set_id
            order by hire_profiles.level_id, hire_profiles.age_from, hire_profiles.age_to, hire_profiles.pay_position_from,
                hire_profiles.tenure_from
        ) as profile_id
    from hire_profiles
    inner join {{ ref('job_levels') }} as job_levels on hire_profiles.level_id = job_levels.level_id
    inner join baseline_mix
        on hire_profiles.level_id = baseline_mix.level_id
        and hire_profiles.age_from = baseline_mix.age_from
        and hire_profiles.age_to = baseline_mix.age_to
    where coalesce(hire_profiles.hire_weight, baseline_mix.headcount) > 0
),

shares as (
    select
        *,
        cast(sum(weight) over (partition by hire_profile_set_id order by profile_id) - weight as double)
        / cast(sum(weight) over (partition by hire_profile_set_id) as double) as share_from,
        cast(sum(weight) over (partition by hire_profile_set_id order by profile_id) as double)
        / cast(sum(weight) over (partition by hire_profile_set_id) as double) as share_to
    from weighted
),

slots as (
    {#- 256 slots of the draw, so that a hire finds its profile by an equality join #}
    select {{ series(256) }} as slot_number
),

final as (
    select
        shares.hire_profile_set_id,
        cast(slots.slot_number - 1 as smallint) as slot,
        cast(shares.level_id as smallint) as level_id,
        cast(shares.age_from as smallint) as age_from,
        cast(shares.age_to as smallint) as age_to,
        cast(shares.tenure_from as smallint) as tenure_from,
        cast(shares.tenure_to as smallint) as tenure_to,
        shares.share_from,
        shares.share_to,
        cast(shares.pay_position_from as double) as pay_position_from,
        cast(shares.pay_position_to as double) as pay_position_to,
        cast(shares.min_salary as double) as min_salary,
        cast(shares.max_salary as double) as max_salary
    from shares
    inner join slots
        on cast(slots.slot_number - 1 as double) / 256 < shares.share_to
        and cast(slots.slot_number as double) / 256 > shares.share_from
)

select * from final
