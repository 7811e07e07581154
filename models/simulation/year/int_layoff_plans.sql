-- How many are laid off in each trial, and by what factor their propensities are scaled. Most trials have none.
with

stayers as (
    select * from {{ ref('int_terminations') }}
    where not is_terminated
),

this_year as (
    select * from {{ ref('this_year') }}
),

hazard_counts as (
    select
        trial_id,
        layoff_ppb as hazard_ppb,
        count(*) as headcount
    from stayers
    group by trial_id, layoff_ppb
),

quotas as (
    select
        this_year.trial_id,
        this_year.layoff_salt,
        cast(sum(hazard_counts.headcount) as bigint) - this_year.target_headcount as quota,
        (cast(sum(hazard_counts.headcount) as bigint) - this_year.target_headcount) * {{ billion() }} as target_ppb
    from hazard_counts
    inner join this_year on hazard_counts.trial_id = this_year.trial_id
    where this_year.surplus_policy = 'layoff'
    group by this_year.trial_id, this_year.layoff_salt, this_year.target_headcount
    having sum(hazard_counts.headcount) > this_year.target_headcount
),

factors as (
    {{ hazard_factors('hazard_counts', 'quotas', ['trial_id']) }}
),

final as (
    select
        quotas.trial_id,
        quotas.layoff_salt,
        quotas.quota,
        factors.factor
    from quotas
    left join factors on quotas.trial_id = factors.trial_id
)

select * from final
