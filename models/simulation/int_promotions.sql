{{ config(meta={'stored': ['cut_buckets', 'level_plans']}) }}
{%- set groups = ['trial_id', 'level_id'] -%}
with

survivors as (
    select * from {{ ref('int_layoffs') }}
    where not is_laid_off
),

this_year as (
    select * from {{ source('simulation', 'this_year') }}
),

job_levels as (
    select
        level_id,
        lead(level_id) over (order by level_id) as next_level_id,
        cast(lead(min_salary) over (order by level_id) as decimal(22, 2)) as next_min_salary
    from {{ ref('job_levels') }}
),

exposed as (
    select
        survivors.*,
        this_year.alignment = 'exact' as is_exact,
        {{ promotion_hazard('survivors.promotion_ppb', 'this_year.promotion_shock') }} as hazard_ppb,
        {{ uniform_draw('survivors.employee_key', 'this_year.promotion_salt') }} as draw
    from survivors
    inner join this_year on survivors.trial_id = this_year.trial_id
),

scored as (
    select
        *,
        hazard_ppb / 1e9 as probability,
        {#- only an exact selection ranks #}
        case when is_exact then {{ pareto_score('draw', '(hazard_ppb / 1e9)') }} end as score
    from exposed
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

quotas as (
    select
        trial_id,
        level_id,
        cast(round(cast(sum(hazard_ppb) as double) / 1000000000) as bigint) as quota
    from exposed
    where is_exact
    group by trial_id, level_id
),

{{ selection_cuts('candidates', 'quotas', groups, are_any=selects_exactly()) }},

level_plans as (
    select
        this_year.trial_id,
        job_levels.level_id,
        job_levels.next_level_id,
        this_year.promotion_raise_rate,
        cast(job_levels.next_min_salary * this_year.last_band_index as {{ money_type() }}) as next_minimum,
        cuts.cut_score,
        cuts.cut_key
    from this_year
    cross join job_levels
    left join cuts
        on this_year.trial_id = cuts.trial_id
        and job_levels.level_id = cuts.level_id
),

decided as (
    select
        scored.*,
        level_plans.next_level_id,
        level_plans.next_minimum,
        level_plans.promotion_raise_rate,
        scored.hazard_ppb > 0 and case
            when scored.is_exact then {{ is_selected('scored.score', 'scored.employee_key') }}
            else scored.draw < scored.probability
        end as is_promoted
    from scored
    inner join level_plans
        on scored.trial_id = level_plans.trial_id
        and scored.level_id = level_plans.level_id
),

final as (
    select
        trial_id,
        employee_key,
        age,
        tenure,
        level_id as opening_level_id,
        case when is_promoted then next_level_id else level_id end as level_id,
        compensation as opening_compensation,
        case
            when is_promoted
                then {{ promoted_compensation('compensation', 'promotion_raise_rate', 'next_minimum') }}
            else compensation
        end as compensation
    from decided
)

select * from final
