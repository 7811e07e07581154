-- How many are laid off in each trial, or in each of its units where these have targets of their own, and by what factor their
-- propensities are scaled. Most trials have none.
with

stayers as (
    select * from {{ ref('int_terminations') }}
    where not is_terminated
),

this_year as (
    select * from {{ ref('this_year') }}
),

unit_targets as (
    {{ unit_targets_of('this_year') }}
),

targets as (
    select
        trial_id,
        cast(0 as smallint) as layoff_group,
        target_headcount
    from this_year
    where not plans_units
    union all
    select
        trial_id,
        unit_targets.unit_id as layoff_group,
        unit_targets.target_headcount
    from this_year
    inner join unit_targets using (trial_id)
    where this_year.plans_units
),

hazard_counts as (
    select
        trial_id,
        layoff_group,
        layoff_ppb as hazard_ppb,
        count(*) as headcount
    from stayers
    group by trial_id, layoff_group, layoff_ppb
),

stayer_counts as (
    select
        trial_id,
        layoff_group,
        cast(sum(headcount) as bigint) as stayer_count
    from hazard_counts
    group by trial_id, layoff_group
),

quotas as (
    select
        trial_id,
        layoff_group,
        this_year.layoff_salt,
        stayer_counts.stayer_count - targets.target_headcount as quota,
        (stayer_counts.stayer_count - targets.target_headcount) * {{ billion() }} as target_ppb
    from stayer_counts
    inner join targets using (trial_id, layoff_group)
    inner join this_year using (trial_id)
    where this_year.surplus_policy = 'layoff' and stayer_counts.stayer_count > targets.target_headcount
),

factors as (
    {{ hazard_factors('hazard_counts', 'quotas', ['trial_id', 'layoff_group']) }}
),

final as (
    select
        trial_id,
        layoff_group,
        quotas.layoff_salt,
        quotas.quota,
        factors.factor
    from quotas
    left join factors using (trial_id, layoff_group)
)

select * from final
