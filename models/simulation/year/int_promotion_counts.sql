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

expected as (
    select
        hazard_counts.trial_id,
        hazard_counts.level_id,
        this_year.promotion_rounding,
        this_year.promotion_start,
        sum(hazard_counts.headcount) as survivor_count,
        sum(case when hazard_counts.promotion_ppb > 0 then hazard_counts.headcount else 0 end) as promotable_count,
        sum(
            hazard_counts.headcount * {{ promotion_hazard('hazard_counts.promotion_ppb', 'this_year.promotion_shock') }}
        ) as promotions_ppb
    from hazard_counts
    inner join this_year on hazard_counts.trial_id = this_year.trial_id
    group by hazard_counts.trial_id, hazard_counts.level_id, this_year.promotion_rounding, this_year.promotion_start
),

summed as (
    select
        *,
        cast(sum(promotions_ppb) over (partition by trial_id order by level_id) as double) as ppb_through,
        cast(sum(promotions_ppb) over (partition by trial_id order by level_id) - promotions_ppb as double) as ppb_before
    from expected
),

final as (
    select
        trial_id,
        level_id,
        survivor_count,
        promotable_count,
        case
            when promotion_rounding = 'cumulative'
                then cast(
                    floor(ppb_through / {{ billion() }} + promotion_start)
                    - floor(ppb_before / {{ billion() }} + promotion_start) as bigint
                )
            else {{ rounded_events('promotions_ppb') }}
        end as expected_promotions
    from summed
)

select * from final
