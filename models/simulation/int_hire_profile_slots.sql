{{ config(materialized='table', post_hook="{{ require_hire_profiles(this) }}") }}
-- depends_on: {{ ref('int_assumption_problems') }}
with

job_levels as (
    select * from {{ ref('job_levels') }}
),

baseline as (
    select * from {{ ref('baseline_workforce') }}
),

hire_profiles as (
    select * from {{ ref('hire_profiles') }}
),

baseline_mix as (
    select
        hire_profiles.level_id,
        hire_profiles.age_from,
        hire_profiles.age_to,
        count(distinct baseline.employee_key) as headcount
    from hire_profiles
    left join baseline
        on hire_profiles.level_id = baseline.level_id
        and baseline.age between hire_profiles.age_from and hire_profiles.age_to
    group by hire_profiles.level_id, hire_profiles.age_from, hire_profiles.age_to
),

weighted as (
    select
        hire_profiles.*,
        job_levels.min_salary,
        job_levels.max_salary,
        coalesce(hire_profiles.hire_weight, baseline_mix.headcount) as weight,
        row_number() over (
            order by hire_profiles.level_id, hire_profiles.age_from, hire_profiles.age_to, hire_profiles.pay_position_from
        ) as profile_id
    from hire_profiles
    inner join job_levels on hire_profiles.level_id = job_levels.level_id
    inner join baseline_mix
        on hire_profiles.level_id = baseline_mix.level_id
        and hire_profiles.age_from = baseline_mix.age_from
        and hire_profiles.age_to = baseline_mix.age_to
    where coalesce(hire_profiles.hire_weight, baseline_mix.headcount) > 0
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
    select slot_number - 1 as slot
    from (select {{ series(256) }} as slot_number) as counted
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
