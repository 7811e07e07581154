-- Who retires, before turnover is decided: under `exact` as many of the eligible as their rates expect, those with the lowest
-- scores, and under `random` everyone whose draw is below the rate.
with

last_year as (
    select * from {{ ref('last_year') }}
),

this_year as (
    select * from {{ ref('this_year') }}
),

planned_exits as (
    select * from {{ ref('int_planned_exits') }}
),

rates as (
    select * from {{ ref('int_rates_by_age_and_tenure') }}
    where retirement_ppb > 0
),

drawn as (
    select
        last_year.*,
        this_year.alignment = 'exact' as is_exact,
        rates.retirement_ppb,
        rates.retirement_ppb / {{ billion() }} as probability,
        {{ uniform_draw('last_year.employee_key', 'this_year.retirement_salt') }} as draw
    from last_year
    inner join this_year on last_year.trial_id = this_year.trial_id
    inner join rates
        on this_year.hazard_set_id = rates.hazard_set_id
        and last_year.level_id = rates.level_id
        and last_year.age = rates.age
        and last_year.tenure = rates.tenure
    left join planned_exits
        on last_year.trial_id = planned_exits.trial_id
        and last_year.employee_key = planned_exits.employee_key
    where planned_exits.trial_id is null
),

plans as (
    select
        trial_id,
        {{ rounded_events('sum(retirement_ppb)') }} as quota
    from drawn
    where is_exact
    group by trial_id
),

scored as (
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
    where is_exact
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
        scored.compensation
    from scored
    left join cuts on scored.trial_id = cuts.trial_id
    where case
        when scored.is_exact then {{ is_selected('scored.score', 'scored.employee_key') }}
        else scored.draw < scored.probability
    end
)

select * from final
