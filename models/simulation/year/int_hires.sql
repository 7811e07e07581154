-- Who is hired, at what level, age and pay, and who of them leaves within the year.
{#- where all have the same chance, their draws have the order of their scores #}
{%- set has_hazards = has_rows(ref('new_hire_hazards')) %}
with

chances as (
    select * from {{ ref('int_hire_chances') }}
),

profiles as (
    select * from {{ ref('int_hire_profile_slots') }}
),

drawn as (
    select
        trial_id,
        unit_id,
        employee_key,
        hire_profile_set_id,
        is_planned,
        planned_pay,
        is_exact,
        exit_probability,
        band_index,
        share_from + (share_to - share_from) * {{ uniform_draw('employee_key', 'hire_profile_salt') }} as profile_draw,
        {{ uniform_draw('employee_key', 'hire_age_salt') }} as age_draw,
        {{ uniform_draw('employee_key', 'hire_tenure_salt') }} as tenure_draw,
        {{ uniform_draw('employee_key', 'hire_pay_salt') }} as pay_draw,
        {{ uniform_draw('employee_key', 'new_hire_termination_salt') }} as draw
    from chances
),

candidates as (
    {%- set score = pareto_score('draw', 'exit_probability') if has_hazards else 'draw' %}
    select
        *,
        {{ score }} as score,
        {{ score_bucket(score) }} as score_bucket
    from drawn
    where is_exact and not is_planned
),

cuts as (
    {{ selection_cuts('candidates', ref('int_hire_units'), ['trial_id', 'unit_id'], are_any=selects_exactly()) }}
),

profiled as (
    select
        drawn.*,
        profiles.level_id,
        profiles.age_from + floor(drawn.age_draw * (profiles.age_to - profiles.age_from + 1)) as age,
        profiles.tenure_from + floor(drawn.tenure_draw * (profiles.tenure_to - profiles.tenure_from + 1)) as tenure,
        profiles.min_salary + (profiles.max_salary - profiles.min_salary) * (
            profiles.pay_position_from + drawn.pay_draw * (profiles.pay_position_to - profiles.pay_position_from)
        ) as starting_pay
    from drawn
    inner join profiles
        on drawn.hire_profile_set_id = profiles.hire_profile_set_id
        and cast(floor(drawn.profile_draw * 256) as smallint) = profiles.slot
        and drawn.profile_draw >= profiles.share_from and drawn.profile_draw < profiles.share_to
),

final as (
    select
        trial_id,
        profiled.employee_key,
        unit_id,
        cast(profiled.age as smallint) as age,
        cast(least(profiled.tenure, profiled.age - 14) as smallint) as tenure,
        profiled.level_id,
        coalesce(profiled.planned_pay, {{ whole_cents('profiled.starting_pay * profiled.band_index') }}) as compensation,
        {#- what is planned is certain, the year of hire included #}
        not profiled.is_planned and case
            when profiled.is_exact then {{ is_selected(
                pareto_score('profiled.draw', 'profiled.exit_probability') if has_hazards else 'profiled.draw', 'profiled.employee_key'
            ) }}
            else profiled.draw < profiled.exit_probability
        end as is_leaver
    from profiled
    left join cuts using (trial_id, unit_id)
)

select * from final
