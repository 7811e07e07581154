{{ config(materialized='table', post_hook="{{ require_hire_profiles(this) }}") }}
-- depends_on: {{ ref('int_assumption_problems') }}
with

job_levels as (
    select * from {{ ref('job_levels') }}
),

baseline as (
    select * from {{ ref('baseline_workforce') }}
),

profiles as (
    select
        hire_profiles.*,
        job_levels.min_salary,
        job_levels.max_salary,
        row_number() over (
            order by hire_profiles.level_id, hire_profiles.age_from, hire_profiles.pay_position_from
        ) as profile_id
    from {{ ref('hire_profiles') }} as hire_profiles
    inner join job_levels on hire_profiles.level_id = job_levels.level_id
),

baseline_mix as (
    select
        profiles.profile_id,
        count(baseline.employee_key) as headcount
    from profiles
    left join baseline
        on profiles.level_id = baseline.level_id
        and baseline.age between profiles.age_from and profiles.age_to
    group by profiles.profile_id
),

weighted as (
    select
        profiles.*,
        coalesce(profiles.hire_weight, baseline_mix.headcount) as weight
    from profiles
    inner join baseline_mix on profiles.profile_id = baseline_mix.profile_id
    where coalesce(profiles.hire_weight, baseline_mix.headcount) > 0
),

shares as (
    select
        *,
        cast(sum(weight) over (order by profile_id) - weight as double)
        / cast(sum(weight) over () as double) as share_from,
        cast(sum(weight) over (order by profile_id) as double)
        / cast(sum(weight) over () as double) as share_to
    from weighted
),

{# 256 slots of the draw, so that a hire finds its profile by an equality join #}
slots as (
    select {{ series(256) }} - 1 as slot
),

final as (
    select
        cast(slots.slot as smallint) as slot,
        cast(shares.level_id as smallint) as level_id,
        cast(shares.age_from as smallint) as age_from,
        cast(shares.age_to as smallint) as age_to,
        shares.share_from,
        shares.share_to,
        cast(shares.pay_position_from as double) as pay_position_from,
        cast(shares.pay_position_to as double) as pay_position_to,
        cast(shares.min_salary as double) as min_salary,
        cast(shares.max_salary as double) as max_salary
    from shares
    inner join slots
        on cast(slots.slot as double) / 256 < shares.share_to
        and cast(slots.slot + 1 as double) / 256 > shares.share_from
)

select * from final
