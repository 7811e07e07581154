-- How many survivors each level of each trial has, how many of them can be promoted, and how many promotions the rates expect.
with

survivors as (
    select * from {{ ref('int_layoffs') }}
    where not is_laid_off
),

this_year as (
    select * from {{ ref('this_year') }}
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

final as (
    select
        hazard_counts.trial_id,
        hazard_counts.level_id,
        sum(hazard_counts.headcount) as survivor_count,
        sum(case when hazard_counts.promotion_ppb > 0 then hazard_counts.headcount else 0 end) as promotable_count,
        {{ rounded_events(
            'sum(hazard_counts.headcount * ' ~ promotion_hazard('hazard_counts.promotion_ppb', 'this_year.promotion_shock') ~ ')'
        ) }} as expected_promotions
    from hazard_counts
    inner join this_year on hazard_counts.trial_id = this_year.trial_id
    group by hazard_counts.trial_id, hazard_counts.level_id
)

select * from final
