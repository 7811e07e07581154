-- Who leaves: under `exact` as many as the plan says, those with the lowest scores, and under `random` everyone whose draw
-- is below the probability.
with

last_year as (
    select * from {{ ref('last_year') }}
),

plans as (
    select * from {{ ref('int_termination_plans') }}
),

retirements as (
    select * from {{ ref('int_retirements') }}
),

rates as (
    select * from {{ ref('int_rates_by_age_and_tenure') }}
),

time_factors as (
    select * from {{ ref('int_years_in_level_factors') }}
),

remaining as (
    select
        last_year.*,
        {{ years_in_level('last_year') }} as years_in_level
    from last_year
    left join retirements
        on last_year.trial_id = retirements.trial_id
        and last_year.employee_key = retirements.employee_key
    where retirements.trial_id is null
),

drawn as (
    select
        remaining.*,
        rates.termination_ppb,
        rates.layoff_ppb,
        {{ promotion_ppb_in_level('rates.promotion_ppb', 'time_factors.promotion_factor') }} as promotion_ppb,
        plans.is_exact,
        {{ exit_probability('plans.factor', 'rates.termination_ppb') }} as probability,
        {{ uniform_draw('remaining.employee_key', 'plans.termination_salt') }} as draw
    from remaining
    inner join plans on remaining.trial_id = plans.trial_id
    inner join rates
        on plans.hazard_set_id = rates.hazard_set_id
        and remaining.level_id = rates.level_id
        and remaining.age = rates.age
        and remaining.tenure = rates.tenure
    left join time_factors
        on plans.hazard_set_id = time_factors.hazard_set_id
        and remaining.years_in_level = time_factors.years_in_level
),

scored as (
    {#- only an exact selection ranks #}
    select
        *,
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

cuts as (
    {{ selection_cuts('candidates', 'plans', ['trial_id'], are_any=selects_exactly()) }}
),

final as (
    select
        scored.trial_id,
        scored.employee_key,
        scored.age,
        scored.tenure,
        scored.unit_id,
        scored.level_id,
        scored.years_in_level,
        scored.compensation,
        scored.layoff_ppb,
        scored.promotion_ppb,
        {#- strict: a rate of 0 never fires and a rate of 1 always does, because draw is in [0, 1) #}
        scored.termination_ppb > 0 and case
            when scored.is_exact then {{ is_selected('scored.score', 'scored.employee_key') }}
            else scored.draw < scored.probability
        end as is_terminated
    from scored
    left join cuts on scored.trial_id = cuts.trial_id
)

select * from final
