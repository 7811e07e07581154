-- How many are promoted from each level of each trial, and what the next level pays at least.
with

this_year as (
    select * from {{ ref('this_year') }}
),

counts as (
    select * from {{ ref('int_promotion_counts') }}
),

limits as (
    select * from {{ ref('int_promotion_limits') }}
),

job_levels as (
    select
        level_id,
        lead(level_id) over (order by level_id) as next_level_id,
        lead(min_salary) over (order by level_id) as next_min_salary
    from {{ ref('job_levels') }}
),

final as (
    select
        this_year.trial_id,
        job_levels.level_id,
        job_levels.next_level_id,
        this_year.alignment = 'exact' or this_year.promotion_policy <> 'rates' as is_exact,
        this_year.promotion_salt,
        this_year.promotion_shock,
        this_year.promotion_raise_rate,
        this_year.promotion_raise_cap,
        {{ promotion_minimum('job_levels.next_min_salary', 'this_year.last_band_index') }} as next_minimum,
        coalesce(limits.promotions, counts.expected_promotions) as quota
    from this_year
    cross join job_levels
    left join counts on this_year.trial_id = counts.trial_id and job_levels.level_id = counts.level_id
    left join limits on this_year.trial_id = limits.trial_id and job_levels.level_id = limits.level_id
)

select * from final
