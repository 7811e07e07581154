{{ config(meta={'stored': ['factors', 'cut_buckets', 'cuts']}) }}
{%- set trial = ['trial_id'] -%}
with

opening as (
    select * from {{ ref('int_terminations') }}
),

this_year as (
    select * from {{ source('simulation', 'this_year') }}
),

cells as (
    select * from {{ ref('int_hazard_cells') }}
),

survivor_counts as (
    select
        trial_id,
        count(*) as survivor_count
    from opening
    where not is_terminated
    group by trial_id
),

quotas as (
    select
        this_year.*,
        survivor_counts.survivor_count - this_year.target_headcount as quota
    from this_year
    inner join survivor_counts on this_year.trial_id = survivor_counts.trial_id
    where
        this_year.surplus_policy = 'layoff'
        and survivor_counts.survivor_count > this_year.target_headcount
),

exposed as (
    select
        trial_id,
        opening.employee_key,
        age,
        tenure,
        level_id,
        opening.compensation,
        cells.termination_ppb as hazard_ppb,
        {{ uniform_draw('opening.employee_key', 'quotas.layoff_salt') }} as draw
    from opening
    inner join quotas using (trial_id)
    inner join cells using (hazard_set_id, level_id, age, tenure)
    where not opening.is_terminated
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

laid_off as (
    select
        trial_id,
        candidates.employee_key,
        candidates.age,
        candidates.tenure,
        candidates.level_id,
        candidates.compensation
    from candidates
    inner join cuts using (trial_id)
    where {{ is_selected('candidates.score', 'candidates.employee_key') }}
)

select * from laid_off
