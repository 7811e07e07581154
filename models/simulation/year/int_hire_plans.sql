-- How many are hired in each trial: those who are planned, as many as are still missing, and more, because some of them leave within the
-- year.
with

units as (
    select * from {{ ref('int_unit_survivors') }}
),

this_year as (
    select * from {{ ref('this_year') }}
),

survivor_counts as (
    select
        trial_id,
        cast(sum(survivor_count) as bigint) as survivor_count,
        cast(sum(greatest(target_headcount - survivor_count, 0)) as bigint) as missing
    from units
    group by trial_id
),

planned_counts as (
    select
        trial_id,
        count(*) as planned_hires
    from {{ ref('int_planned_hires') }}
    group by trial_id
),

kept as (
    select
        this_year.*,
        case
            when this_year.plans_units then survivor_counts.missing
            else greatest(this_year.target_headcount - coalesce(survivor_counts.survivor_count, 0), 0)
        end as kept_hires,
        coalesce(planned_counts.planned_hires, 0) as planned_hires
    from this_year
    left join survivor_counts on this_year.trial_id = survivor_counts.trial_id
    left join planned_counts on this_year.trial_id = planned_counts.trial_id
),

planned as (
    {#- where every hire leaves again, no number of them is enough #}
    select
        *,
        case
            when new_hire_termination_rate = 1 or hiring_freeze then cast(0 as bigint)
            else cast(ceil(round(
                cast(kept_hires as double) / cast(1 - new_hire_termination_rate as double), 6
            )) as bigint)
        end as hire_count
    from kept
),

final as (
    select
        trial_id,
        simulation_year,
        hire_profile_set_id as plan_profile_set_id,
        least(kept_hires, hire_count) as kept_hires,
        hire_count,
        hire_count - least(kept_hires, hire_count) as quota,
        planned_hires,
        alignment = 'exact' as is_exact,
        cast(new_hire_termination_rate as double) as new_hire_termination_rate,
        cast(band_index as double) as band_index,
        hire_profile_salt,
        hire_age_salt,
        hire_tenure_salt,
        hire_pay_salt,
        new_hire_termination_salt
    from planned
    where hire_count + planned_hires > 0
)

select * from final
