-- How many are promoted from each level of each trial, and what the next level pays at least.
with

survivors as (
    select * from {{ ref('int_layoffs') }}
    where not is_laid_off
),

this_year as (
    select * from {{ ref('this_year') }}
),

job_levels as (
    select
        level_id,
        lead(level_id) over (order by level_id) as next_level_id,
        lead(min_salary) over (order by level_id) as next_min_salary
    from {{ ref('job_levels') }}
),

hazard_counts as (
    select
        trial_id,
        level_id,
        promotion_ppb,
        count(*) as headcount
    from survivors
    group by trial_id, level_id, promotion_ppb
),

quotas as (
    select
        hazard_counts.trial_id,
        hazard_counts.level_id,
        {{ rounded_events(
            'sum(hazard_counts.headcount * ' ~ promotion_hazard('hazard_counts.promotion_ppb', 'this_year.promotion_shock') ~ ')'
        ) }} as quota
    from hazard_counts
    inner join this_year on hazard_counts.trial_id = this_year.trial_id
    group by hazard_counts.trial_id, hazard_counts.level_id
),

final as (
    select
        this_year.trial_id,
        job_levels.level_id,
        job_levels.next_level_id,
        this_year.alignment = 'exact' as is_exact,
        this_year.promotion_salt,
        this_year.promotion_shock,
        this_year.promotion_raise_rate,
        this_year.promotion_raise_cap,
        {{ promotion_minimum('job_levels.next_min_salary', 'this_year.last_band_index') }} as next_minimum,
        quotas.quota
    from this_year
    cross join job_levels
    left join quotas
        on this_year.trial_id = quotas.trial_id
        and job_levels.level_id = quotas.level_id
)

select * from final
