-- How many are laid off in each trial, or in each of its units where these have targets of their own, and by what factor their
-- propensities are scaled. Most trials have none.
{#- whoever is known to come adds to the surplus #}
{%- set surplus = 'stayer_counts.stayer_count + coalesce(planned_hires.planned_hires, 0) - targets.target_headcount' %}
with

stayers as (
    select * from {{ ref('int_terminations') }}
    where not is_terminated
),

this_year as (
    select * from {{ ref('this_year') }}
),

planned_hires as (
    select
        trial_id,
        layoff_group,
        count(*) as planned_hires
    from {{ ref('int_planned_hires') }}
    group by trial_id, layoff_group
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
        least(stayer_counts.stayer_count, {{ surplus }}) as quota,
        least(stayer_counts.stayer_count, {{ surplus }}) * {{ billion() }} as target_ppb
    from stayer_counts
    inner join targets using (trial_id, layoff_group)
    inner join this_year using (trial_id)
    left join planned_hires using (trial_id, layoff_group)
    where this_year.surplus_policy = 'layoff' and {{ surplus }} > 0
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
