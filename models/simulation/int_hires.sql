{{ config(meta={'stored': ['plans', 'cut_buckets', 'cuts']}) }}
{%- set trial = ['trial_id'] -%}
with

survivor_counts as (
    select
        trial_id,
        count(*) as survivor_count
    from {{ ref('int_layoffs') }}
    where not is_laid_off
    group by trial_id
),

this_year as (
    select * from {{ source('simulation', 'this_year') }}
),

profiles as (
    select * from {{ ref('int_hire_profile_slots') }}
),

kept as (
    select
        this_year.*,
        greatest(this_year.target_headcount - coalesce(survivor_counts.survivor_count, 0), 0) as kept_hires
    from this_year
    left join survivor_counts on this_year.trial_id = survivor_counts.trial_id
),

plans as (
    select
        *,
        cast(ceil(round(
            cast(kept_hires as double) / cast(1 - new_hire_termination_rate as double), 6
        )) as bigint) as hire_count
    from kept
    where kept_hires > 0 and new_hire_termination_rate < 1
),

numbered as (
    select
        trial_id,
        simulation_year,
        hire_profile_set_id,
        alignment,
        new_hire_termination_rate,
        cast(band_index as double) as band_index,
        hire_profile_salt,
        hire_age_salt,
        hire_tenure_salt,
        hire_pay_salt,
        new_hire_termination_salt,
        {{ series('hire_count') }} as hire_number
    from plans
),

keyed as (
    select
        *,
        {{ hire_key('simulation_year', 'hire_number') }} as employee_key
    from numbered
),

drawn as (
    select
        trial_id,
        employee_key,
        hire_profile_set_id,
        alignment = 'random' as is_random,
        new_hire_termination_rate,
        band_index,
        {{ uniform_draw('employee_key', 'hire_profile_salt') }} as profile_draw,
        {{ uniform_draw('employee_key', 'hire_age_salt') }} as age_draw,
        {{ uniform_draw('employee_key', 'hire_tenure_salt') }} as tenure_draw,
        {{ uniform_draw('employee_key', 'hire_pay_salt') }} as pay_draw,
        {{ uniform_draw('employee_key', 'new_hire_termination_salt') }} as draw
    from keyed
),

candidates as (
    select
        trial_id,
        employee_key,
        draw as score,
        {{ score_bucket('draw') }} as score_bucket
    from drawn
),

quotas as (
    select
        trial_id,
        hire_count - kept_hires as quota
    from plans
    where alignment = 'exact' and hire_count > kept_hires
),

{{ selection_cuts('candidates', 'quotas', trial, are_any=selects_exactly()) }},

final as (
    select
        trial_id,
        drawn.employee_key,
        cast(
            profiles.age_from + floor(drawn.age_draw * (profiles.age_to - profiles.age_from + 1)) as smallint
        ) as age,
        cast(least(
            profiles.tenure_from + floor(drawn.tenure_draw * (profiles.tenure_to - profiles.tenure_from + 1)),
            profiles.age_from + floor(drawn.age_draw * (profiles.age_to - profiles.age_from + 1)) - 14
        ) as smallint) as tenure,
        profiles.level_id,
        {{ whole_cents(
            '(profiles.min_salary + (profiles.max_salary - profiles.min_salary)'
            ~ ' * (profiles.pay_position_from'
            ~ ' + drawn.pay_draw * (profiles.pay_position_to - profiles.pay_position_from))) * drawn.band_index'
        ) }} as compensation,
        case
            when drawn.is_random then drawn.draw < cast(drawn.new_hire_termination_rate as double)
            else {{ is_selected('drawn.draw', 'drawn.employee_key') }}
        end as is_leaver
    from drawn
    inner join profiles
        on drawn.hire_profile_set_id = profiles.hire_profile_set_id
        and cast(floor(drawn.profile_draw * 256) as smallint) = profiles.slot
        and drawn.profile_draw >= profiles.share_from
        and drawn.profile_draw < profiles.share_to
    left join cuts using (trial_id)
)

select * from final
