-- Who leaves: under `exact` as many as the plan says, those with the lowest scores, and under `random` everyone whose draw
-- is below the probability.
with

last_year as (
    select * from {{ ref('last_year') }}
),

plans as (
    select * from {{ ref('int_termination_plans') }}
),

departures as (
    select * from {{ ref('int_departures') }}
),

rates as (
    select * from {{ ref('int_rates_by_age_and_tenure') }}
),

time_factors as (
    select * from {{ ref('int_years_in_level_factors') }}
),

unit_factors as (
    select * from {{ ref('int_unit_factors') }}
),

remaining as (
    select
        last_year.*,
        {{ years_in_level('last_year') }} as years_in_level
    from last_year
    left join departures
        on last_year.trial_id = departures.trial_id
        and last_year.employee_key = departures.employee_key
    where departures.trial_id is null
),

drawn as (
    select
        remaining.*,
        plans.is_exact,
        plans.factor,
        {#- a surplus is laid off in each unit, where units have targets of their own #}
        cast(case when plans.plans_units then remaining.unit_id else 0 end as smallint) as layoff_group,
        {{ scaled_ppb('rates.termination_ppb', ['unit_factors.termination_factor']) }} as termination_ppb,
        {{ scaled_ppb('rates.layoff_ppb', ['unit_factors.layoff_factor']) }} as layoff_ppb,
        least({{ scaled_ppb(
            'rates.promotion_ppb', ['time_factors.promotion_factor', 'unit_factors.promotion_factor']
        ) }}, {{ billion() }}) as promotion_ppb,
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
    left join unit_factors
        on plans.trial_id = unit_factors.trial_id
        and plans.simulation_year = unit_factors.simulation_year
        and remaining.unit_id = unit_factors.unit_id
),

likely as (
    select
        *,
        {{ exit_probability('factor', 'termination_ppb') }} as probability
    from drawn
),

scored as (
    {#- only an exact selection ranks #}
    select
        *,
        case when is_exact then {{ pareto_score('draw', 'probability') }} end as score
    from likely
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
        scored.layoff_group,
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
