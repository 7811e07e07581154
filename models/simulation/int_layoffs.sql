{{ config(meta={'stored': ['factors', 'cut_buckets', 'cuts']}) }}
{%- set trial = ['trial_id'] -%}
with

stayers as (
    select
        trial_id,
        employee_key,
        age,
        tenure,
        level_id,
        compensation,
        termination_ppb as hazard_ppb,
        promotion_ppb
    from {{ ref('int_terminations') }}
    where not is_terminated
),

this_year as (
    select * from {{ source('simulation', 'this_year') }}
),

stayer_counts as (
    select
        trial_id,
        count(*) as stayer_count
    from stayers
    group by trial_id
),

quotas as (
    select
        this_year.trial_id,
        this_year.layoff_salt,
        stayer_counts.stayer_count - this_year.target_headcount as quota
    from this_year
    inner join stayer_counts on this_year.trial_id = stayer_counts.trial_id
    where
        this_year.surplus_policy = 'layoff'
        and stayer_counts.stayer_count > this_year.target_headcount
),

exposed as (
    select
        stayers.*,
        {{ uniform_draw('stayers.employee_key', 'quotas.layoff_salt') }} as draw
    from stayers
    inner join quotas on stayers.trial_id = quotas.trial_id
),

hazard_counts as (
    select
        trial_id,
        hazard_ppb,
        count(*) as headcount
    from exposed
    group by trial_id, hazard_ppb
),

targets as (
    select
        trial_id,
        quota * 1000000000 as target_ppb
    from quotas
),

{{ hazard_factors('hazard_counts', 'targets', trial) }},

scored as (
    select
        exposed.*,
        {{ pareto_score(
            'exposed.draw', 'least(coalesce(factors.factor, 0) * exposed.hazard_ppb / 1000000000, 1e0)'
        ) }} as score
    from exposed
    left join factors on exposed.trial_id = factors.trial_id
),

candidates as (
    select
        *,
        {{ score_bucket('score') }} as score_bucket
    from scored
),

{{ selection_cuts('candidates', 'quotas', trial) }},

decided as (
    select
        trial_id,
        candidates.employee_key,
        candidates.age,
        candidates.tenure,
        candidates.level_id,
        candidates.compensation,
        candidates.promotion_ppb,
        {{ is_selected('candidates.score', 'candidates.employee_key') }} as is_laid_off
    from candidates
    left join cuts using (trial_id)
),

undisturbed as (
    {#- most trials have no surplus: nothing is drawn in them #}
    select
        stayers.trial_id,
        stayers.employee_key,
        stayers.age,
        stayers.tenure,
        stayers.level_id,
        stayers.compensation,
        stayers.promotion_ppb,
        false as is_laid_off
    from stayers
    left join quotas on stayers.trial_id = quotas.trial_id
    where quotas.trial_id is null
),

final as (
    select * from decided
    union all
    select * from undisturbed
)

select * from final
