-- The hires to make: the planned ones first, then those that are missing. Each has a unit and the profiles that it draws from.
with

plans as (
    select * from {{ ref('int_hire_plans') }}
),

hire_levels as (
    select * from {{ ref('int_hire_levels') }}
),

planned_hires as (
    select * from {{ ref('int_planned_hires') }}
),

profile_levels as (
    select * from {{ ref('int_profile_levels') }}
),

numbered as (
    select
        *,
        {{ series('hire_count + planned_hires') }} as hire_number
    from plans
),

places as (
    select
        *,
        hire_number <= planned_hires as is_planned,
        (hire_number - planned_hires - 5e-1) / nullif(hire_count, 0) as place
    from numbered
),

final as (
    select
        places.*,
        hire_levels.unit_id,
        hire_levels.hire_profile_set_id,
        hire_levels.share_from,
        hire_levels.share_to,
        cast(null as {{ money_type() }}) as planned_pay
    from places
    inner join hire_levels
        on places.trial_id = hire_levels.trial_id
        and places.place >= hire_levels.hires_from
        and places.place < hire_levels.hires_to
    where not places.is_planned
    union all
    select
        places.*,
        planned_hires.unit_id,
        planned_hires.hire_profile_set_id,
        profile_levels.share_from,
        profile_levels.share_to,
        planned_hires.pay as planned_pay
    from places
    inner join planned_hires
        on places.trial_id = planned_hires.trial_id
        and places.hire_number = planned_hires.hire_number
    inner join profile_levels
        on planned_hires.hire_profile_set_id = profile_levels.hire_profile_set_id
        and planned_hires.level_id = profile_levels.level_id
)

select * from final
