-- How many people each level of a unit shall have when the year ends: the unit's target (or those who stay, where they are
-- more or nobody is hired) in the mix of the baseline, or of `level_targets`.
with

this_year as (
    select * from {{ ref('this_year') }}
),

units as (
    select * from {{ ref('int_unit_survivors') }}
),

job_levels as (
    select * from {{ ref('job_levels') }}
),

baseline as (
    select * from {{ ref('baseline_workforce') }}
),

level_targets as (
    select * from {{ ref('level_targets') }}
),

level_counts as (
    select
        dim_units.unit_id,
        job_levels.level_id,
        count(baseline.employee_key) as headcount
    from {{ ref('dim_units') }} as dim_units
    cross join job_levels
    left join baseline
        on dim_units.unit_id = baseline.unit_id
        and job_levels.level_id = baseline.level_id
    group by dim_units.unit_id, job_levels.level_id
),

planned_mixes as (
    select
        this_year.trial_id,
        max(level_targets.from_year) as from_year
    from this_year
    inner join level_targets
        on this_year.scenario_id = level_targets.scenario_id
        and this_year.simulation_year >= level_targets.from_year
    group by this_year.trial_id
),

weights as (
    select
        units.trial_id,
        units.unit_id,
        greatest(
            case when this_year.hiring_freeze then 0 else units.target_headcount end, units.survivor_count
        ) as target_headcount,
        level_counts.level_id,
        case
            when planned_mixes.from_year is null then cast(level_counts.headcount as decimal(18, 6))
            else coalesce(level_targets.share, 0)
        end as weight
    from this_year
    inner join units on this_year.trial_id = units.trial_id
    inner join level_counts on units.unit_id = level_counts.unit_id
    left join planned_mixes on this_year.trial_id = planned_mixes.trial_id
    left join level_targets
        on this_year.scenario_id = level_targets.scenario_id
        and planned_mixes.from_year = level_targets.from_year
        and level_counts.level_id = level_targets.level_id
),

mix as (
    select
        *,
        cast(sum(weight) over (partition by trial_id, unit_id order by level_id) - weight as double)
        / cast(sum(weight) over (partition by trial_id, unit_id) as double) as share_from,
        cast(sum(weight) over (partition by trial_id, unit_id order by level_id) as double)
        / cast(sum(weight) over (partition by trial_id, unit_id) as double) as share_to
    from weights
),

final as (
    {#- rounded from the lowest level up, so that the levels add up to the target #}
    select
        trial_id,
        unit_id,
        level_id,
        cast(round(share_to * target_headcount) - round(share_from * target_headcount) as bigint) as target_headcount
    from mix
)

select * from final
