-- Who is promoted, and to what salary: under `exact` as many of a level as the plan says, those with the lowest scores, and
-- under `random` everyone whose draw is below the probability.
with

survivors as (
    select * from {{ ref('int_layoffs') }}
    where not is_laid_off
),

plans as (
    select * from {{ ref('int_promotion_plans') }}
),

part_time as (
    select * from {{ ref('baseline_workforce') }}
    where paid_fte <> 1
),

drawn as (
    select
        survivors.*,
        plans.is_exact,
        plans.next_level_id,
        {{ paid_share('plans.next_minimum', 'part_time.paid_fte') }} as next_minimum,
        plans.promotion_raise_rate,
        plans.promotion_raise_cap,
        {{ promotion_hazard('survivors.promotion_ppb', 'plans.promotion_shock') }} as hazard_ppb,
        {{ uniform_draw('survivors.employee_key', 'plans.promotion_salt') }} as draw
    from survivors
    inner join plans
        on survivors.trial_id = plans.trial_id
        and survivors.level_id = plans.level_id
    left join part_time on survivors.employee_key = part_time.employee_key
),

scored as (
    {#- only an exact selection ranks #}
    select
        *,
        case when is_exact then {{ pareto_score('draw', '(hazard_ppb / ' ~ billion() ~ ')') }} end as score
    from drawn
),

candidates as (
    select
        trial_id,
        level_id,
        employee_key,
        score,
        {{ score_bucket('score') }} as score_bucket
    from scored
    where is_exact and hazard_ppb > 0
),

cuts as (
    {{ selection_cuts('candidates', 'plans', ['trial_id', 'level_id'], are_any=selects_exactly()) }}
),

decided as (
    select
        scored.*,
        scored.hazard_ppb > 0 and case
            when scored.is_exact then {{ is_selected('scored.score', 'scored.employee_key') }}
            else scored.draw < scored.hazard_ppb / {{ billion() }}
        end as is_promoted
    from scored
    left join cuts
        on scored.trial_id = cuts.trial_id
        and scored.level_id = cuts.level_id
),

final as (
    select
        trial_id,
        employee_key,
        age,
        tenure,
        unit_id,
        level_id as opening_level_id,
        years_in_level as opening_years_in_level,
        case when is_promoted then next_level_id else level_id end as level_id,
        compensation as opening_compensation,
        case
            when is_promoted
                then {{ promoted_compensation('compensation', 'promotion_raise_rate', 'next_minimum', 'promotion_raise_cap') }}
            else compensation
        end as compensation
    from decided
)

select * from final
