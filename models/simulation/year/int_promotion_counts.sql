-- How many survivors each level of each trial has, how many of them can be promoted, and how many the rates promote: the
-- expected number, rounded, or under `random` those whose draw is below their probability.
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

drawn as (
    {#- where promotions need room, their number is asked for before anybody is promoted #}
    select
        survivors.trial_id,
        survivors.level_id,
        count(*) as drawn_promotions
    from survivors
    inner join this_year on survivors.trial_id = this_year.trial_id
    where
        this_year.alignment = 'random'
        and this_year.promotion_policy = 'capped'
        and {{ uniform_draw('survivors.employee_key', 'this_year.promotion_salt') }}
        < {{ promotion_hazard('survivors.promotion_ppb', 'this_year.promotion_shock') }} / {{ billion() }}
    group by survivors.trial_id, survivors.level_id
),

expected as (
    select
        hazard_counts.trial_id,
        hazard_counts.level_id,
        this_year.alignment,
        this_year.promotion_rounding,
        this_year.promotion_start,
        sum(hazard_counts.headcount) as survivor_count,
        sum(case when hazard_counts.promotion_ppb > 0 then hazard_counts.headcount else 0 end) as promotable_count,
        sum(
            hazard_counts.headcount * {{ promotion_hazard('hazard_counts.promotion_ppb', 'this_year.promotion_shock') }}
        ) as promotions_ppb
    from hazard_counts
    inner join this_year on hazard_counts.trial_id = this_year.trial_id
    group by
        hazard_counts.trial_id, hazard_counts.level_id,
        this_year.alignment, this_year.promotion_rounding, this_year.promotion_start
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
        summed.trial_id,
        summed.level_id,
        summed.survivor_count,
        summed.promotable_count,
        case
            when summed.alignment = 'random' then coalesce(drawn.drawn_promotions, 0)
            when summed.promotion_rounding = 'cumulative'
                then cast(
                    floor(summed.ppb_through / {{ billion() }} + summed.promotion_start)
                    - floor(summed.ppb_before / {{ billion() }} + summed.promotion_start) as bigint
                )
            else {{ rounded_events('summed.promotions_ppb') }}
        end as expected_promotions
    from summed
    left join drawn
        on summed.trial_id = drawn.trial_id
        and summed.level_id = drawn.level_id
)

select * from final
