{{ config(meta={'stored': ['cut_buckets', 'level_plans']}) }}
{%- set groups = ['trial_id', 'level_id'] -%}
with

survivors as (
    select * from {{ ref('int_survivors') }}
),

this_year as (
    select * from {{ source('simulation', 'this_year') }}
),

cells as (
    select * from {{ ref('int_hazard_cells') }}
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
        {{ promotion_hazard('cells.promotion_ppb', 'this_year.promotion_shock') }} as hazard_ppb,
        {{ uniform_draw('survivors.employee_key', 'this_year.promotion_salt') }} as draw
    from survivors
    inner join this_year on survivors.trial_id = this_year.trial_id
    inner join cells
        on this_year.hazard_set_id = cells.hazard_set_id
        and survivors.level_id = cells.level_id
        and survivors.age = cells.age
        and survivors.tenure = cells.tenure
),

scored as (
    select
        *,
        hazard_ppb / 1e9 as probability,
        {{ pareto_score('draw', '(hazard_ppb / 1e9)') }} as score
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
    where hazard_ppb > 0
),

cell_counts as (
    select
        trial_id,
        level_id,
        age,
        tenure,
        count(*) as headcount
    from survivors
    group by trial_id, level_id, age, tenure
),

quotas as (
    select
        trial_id,
        level_id,
        cast(round(
            cast(sum(
                cell_counts.headcount * {{ promotion_hazard('cells.promotion_ppb', 'this_year.promotion_shock') }}
            ) as double) / 1000000000
        ) as bigint) as quota
    from cell_counts
    inner join this_year using (trial_id)
    inner join cells using (hazard_set_id, level_id, age, tenure)
    where this_year.alignment = 'exact'
    group by trial_id, level_id
),

{{ selection_cuts('candidates', 'quotas', groups) }},

level_plans as (
    select
        this_year.trial_id,
        job_levels.level_id,
        job_levels.next_level_id,
        this_year.alignment = 'random' as is_random,
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
            when level_plans.is_random then scored.draw < scored.probability
            else {{ is_selected('scored.score', 'scored.employee_key') }}
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
