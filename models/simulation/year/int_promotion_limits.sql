-- How many are promoted from each level where `promotion_policy` asks for room. A promotion out of a level makes room in it, so
-- from the top level down: promotions = min(most, max(0, vacancies of the next level + promotions out of it)).
with

this_year as (
    select * from {{ ref('this_year') }}
    where promotion_policy <> 'rates'
),

level_targets as (
    select
        trial_id,
        level_id,
        cast(sum(target_headcount) as bigint) as target_headcount
    from {{ ref('int_level_targets') }}
    group by trial_id, level_id
),

planned_hires as (
    select
        trial_id,
        level_id,
        count(*) as planned_hires
    from {{ ref('int_planned_hires') }}
    group by trial_id, level_id
),

counts as (
    select * from {{ ref('int_promotion_counts') }}
),

levels as (
    select
        this_year.trial_id,
        level_targets.level_id,
        coalesce(
            case
                when this_year.promotion_policy = 'vacancies' then counts.promotable_count
                else counts.expected_promotions
            end, 0
        ) as most,
        coalesce(sum(
            level_targets.target_headcount - coalesce(counts.survivor_count, 0) - coalesce(planned_hires.planned_hires, 0)
        ) over (
            partition by this_year.trial_id order by level_targets.level_id desc
            rows between unbounded preceding and 1 preceding
        ), 0) as vacancies_above
    from this_year
    inner join level_targets on this_year.trial_id = level_targets.trial_id
    left join counts
        on level_targets.trial_id = counts.trial_id
        and level_targets.level_id = counts.level_id
    left join planned_hires
        on level_targets.trial_id = planned_hires.trial_id
        and level_targets.level_id = planned_hires.level_id
),

chains as (
    {#- a chain of promotions starts at a level above that nobody leaves. Each start is a lower bound, and one of them is met #}
    select
        levels.trial_id,
        levels.level_id,
        levels.vacancies_above - starts.vacancies_above as room,
        levels.vacancies_above + min(levels.most - levels.vacancies_above) over (
            partition by levels.trial_id, starts.level_id order by levels.level_id desc
        ) as most_of_chain
    from levels
    inner join levels as starts
        on levels.trial_id = starts.trial_id
        and levels.level_id < starts.level_id
),

final as (
    select
        trial_id,
        level_id,
        cast(greatest(max(least(room, most_of_chain)), 0) as bigint) as promotions
    from chains
    group by trial_id, level_id
)

select * from final
