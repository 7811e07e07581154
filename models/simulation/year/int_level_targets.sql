-- How many people each level shall have when the year ends: the target headcount in the mix of the baseline.
with

this_year as (
    select * from {{ ref('this_year') }}
),

job_levels as (
    select * from {{ ref('job_levels') }}
),

baseline as (
    select * from {{ ref('baseline_workforce') }}
),

level_counts as (
    select
        job_levels.level_id,
        count(baseline.employee_key) as headcount
    from job_levels
    left join baseline on job_levels.level_id = baseline.level_id
    group by job_levels.level_id
),

mix as (
    select
        level_id,
        cast(sum(headcount) over (order by level_id) - headcount as double) / sum(headcount) over () as share_from,
        cast(sum(headcount) over (order by level_id) as double) / sum(headcount) over () as share_to
    from level_counts
),

final as (
    {#- rounded from the lowest level up, so that the levels add up to the target #}
    select
        this_year.trial_id,
        mix.level_id,
        cast(
            round(mix.share_to * this_year.target_headcount) - round(mix.share_from * this_year.target_headcount) as bigint
        ) as target_headcount
    from this_year
    cross join mix
)

select * from final
