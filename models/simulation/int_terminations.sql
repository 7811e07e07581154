{{ config(meta={'stored': ['trials', 'cut_buckets', 'deciding']}) }}
{%- set trial = ['trial_id'] -%}
with

last_year as (
    select * from {{ source('simulation', 'last_year') }}
),

this_year as (
    select * from {{ source('simulation', 'this_year') }}
),

cells as (
    select * from {{ ref('int_hazard_cells') }}
),

cell_counts as (
    {#- the source itself, not the CTE: one that is read twice would be stored #}
    select
        trial_id,
        level_id,
        age,
        tenure,
        count(*) as headcount
    from {{ source('simulation', 'last_year') }}
    group by trial_id, level_id, age, tenure
),

hazard_counts as (
    select
        trial_id,
        cells.termination_ppb as hazard_ppb,
        sum(cell_counts.headcount) as headcount
    from cell_counts
    inner join this_year using (trial_id)
    inner join cells using (hazard_set_id, level_id, age, tenure)
    group by trial_id, cells.termination_ppb
),

expected as (
    select
        trial_id,
        sum(headcount) as headcount,
        sum(headcount * least(hazard_ppb, 1000000000)) as expected_ppb
    from hazard_counts
    group by trial_id
),

targets as (
    select
        trial_id,
        {{ termination_target('expected.headcount', 'expected.expected_ppb') }} as target_ppb,
        expected.expected_ppb
    from expected
    inner join this_year using (trial_id)
),

{{ hazard_factors('hazard_counts', 'targets', trial) }},

trials as (
    select
        trial_id,
        this_year.hazard_set_id,
        this_year.termination_salt,
        this_year.alignment = 'exact' as is_exact,
        coalesce(factors.factor, 0) as factor
    from this_year
    left join factors using (trial_id)
),

drawn as (
    select
        trial_id,
        last_year.employee_key,
        age,
        tenure,
        level_id,
        last_year.compensation,
        cells.termination_ppb,
        cells.promotion_ppb,
        trials.is_exact,
        least(trials.factor * cells.termination_ppb / 1000000000, 1e0) as probability,
        {{ uniform_draw('last_year.employee_key', 'trials.termination_salt') }} as draw
    from last_year
    inner join trials using (trial_id)
    inner join cells using (hazard_set_id, level_id, age, tenure)
),

scored as (
    select
        *,
        {#- only an exact selection ranks #}
        case when is_exact then {{ pareto_score('draw', 'probability') }} end as score
    from drawn
),

candidates as (
    select
        trial_id,
        employee_key,
        score,
        {{ score_bucket('score') }} as score_bucket
    from scored
    where is_exact and termination_ppb > 0
),

quotas as (
    select
        trial_id,
        cast(round(cast(coalesce(targets.target_ppb, targets.expected_ppb) as double) / 1000000000) as bigint)
            as quota
    from targets
    inner join this_year using (trial_id)
    where this_year.alignment = 'exact'
),

{{ selection_cuts('candidates', 'quotas', trial, are_any=selects_exactly()) }},

deciding as (
    select
        trial_id,
        cuts.cut_score,
        cuts.cut_key
    from this_year
    left join cuts using (trial_id)
),

final as (
    select
        trial_id,
        scored.employee_key,
        scored.age,
        scored.tenure,
        scored.level_id,
        scored.compensation,
        scored.termination_ppb,
        scored.promotion_ppb,
        {#- strict: a rate of 0 never fires and a rate of 1 always does, because draw is in [0, 1) #}
        scored.termination_ppb > 0 and case
            when scored.is_exact then {{ is_selected('scored.score', 'scored.employee_key') }}
            else scored.draw < scored.probability
        end as is_terminated
    from scored
    inner join deciding using (trial_id)
)

select * from final
