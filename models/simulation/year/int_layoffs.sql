-- Who is laid off: where the plan, or a unit with a target of its own, has a surplus, as many as that, those with the lowest scores.
with

stayers as (
    select * from {{ ref('int_terminations') }}
    where not is_terminated
),

plans as (
    select * from {{ ref('int_layoff_plans') }}
),

drawn as (
    select
        stayers.*,
        {{ exit_probability('plans.factor', 'stayers.layoff_ppb') }} as probability,
        {{ uniform_draw('stayers.employee_key', 'plans.layoff_salt') }} as draw
    from stayers
    inner join plans
        on stayers.trial_id = plans.trial_id
        and stayers.layoff_group = plans.layoff_group
),

scored as (
    select
        *,
        {{ pareto_score('draw', 'probability') }} as score
    from drawn
),

candidates as (
    select
        *,
        {{ score_bucket('score') }} as score_bucket
    from scored
),

cuts as (
    {{ selection_cuts('candidates', 'plans', ['trial_id', 'layoff_group']) }}
),

decided as (
    select
        candidates.trial_id,
        candidates.employee_key,
        candidates.age,
        candidates.tenure,
        candidates.unit_id,
        candidates.level_id,
        candidates.years_in_level,
        candidates.compensation,
        candidates.promotion_ppb,
        {{ is_selected('candidates.score', 'candidates.employee_key') }} as is_laid_off
    from candidates
    left join cuts
        on candidates.trial_id = cuts.trial_id
        and candidates.layoff_group = cuts.layoff_group
),

undisturbed as (
    {#- without a surplus nothing is drawn #}
    select
        stayers.trial_id,
        stayers.employee_key,
        stayers.age,
        stayers.tenure,
        stayers.unit_id,
        stayers.level_id,
        stayers.years_in_level,
        stayers.compensation,
        stayers.promotion_ppb,
        false as is_laid_off
    from stayers
    left join plans
        on stayers.trial_id = plans.trial_id
        and stayers.layoff_group = plans.layoff_group
    where plans.trial_id is null
),

final as (
    select * from decided
    union all
    select * from undisturbed
)

select * from final
