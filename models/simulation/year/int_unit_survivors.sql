-- How many of each unit are there when hiring begins, and how many its target asks for.
with

survivors as (
    select * from {{ ref('int_layoffs') }}
    where not is_laid_off
),

this_year as (
    select * from {{ ref('this_year') }}
),

targets as (
    {{ unit_targets_of('this_year') }}
),

counts as (
    select
        trial_id,
        unit_id,
        count(*) as survivor_count
    from survivors
    group by trial_id, unit_id
),

final as (
    select
        targets.trial_id,
        targets.unit_id,
        targets.target_headcount,
        coalesce(counts.survivor_count, 0) as survivor_count
    from targets
    left join counts
        on targets.trial_id = counts.trial_id
        and targets.unit_id = counts.unit_id
)

select * from final
