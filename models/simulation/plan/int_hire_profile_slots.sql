{{ config(materialized='table') }}
-- depends_on: {{ ref('int_input_problems') }}
with

weights as (
    select * from {{ ref('int_hire_weights') }}
    where weight > 0
),

weighted as (
    select
        weights.*,
        job_levels.min_salary,
        job_levels.max_salary,
        row_number() over (
            partition by weights.hire_profile_set_id
            order by weights.level_id, weights.age_from, weights.age_to, weights.pay_position_from, weights.tenure_from
        ) as profile_id
    from weights
    inner join {{ ref('job_levels') }} as job_levels on weights.level_id = job_levels.level_id
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
