-- How many hires each unit gets, in proportion to what it lacks, how many of them leave again, and its share of the hires.
with

plans as (
    select * from {{ ref('int_hire_plans') }}
    where hire_count > 0
),

units as (
    select
        *,
        target_headcount - survivor_count as missing
    from {{ ref('int_unit_survivors') }}
    where target_headcount > survivor_count
),

unit_profiles as (
    select * from {{ ref('int_unit_profiles') }}
),

kept as (
    select
        plans.trial_id,
        units.unit_id,
        coalesce(unit_profiles.hire_profile_set_id, plans.plan_profile_set_id) as hire_profile_set_id,
        plans.hire_count,
        plans.quota as leavers,
        {{ apportioned('plans.kept_hires', 'units.missing', 'plans.trial_id', 'units.unit_id') }} as kept_hires
    from plans
    inner join units on plans.trial_id = units.trial_id
    left join unit_profiles
        on plans.plan_profile_set_id = unit_profiles.plan_profile_set_id
        and units.unit_id = unit_profiles.unit_id
),

hired as (
    select
        *,
        {{ apportioned('leavers', 'kept_hires', 'trial_id', 'unit_id') }} as quota
    from kept
),

shares as (
    select
        trial_id,
        unit_id,
        hire_profile_set_id,
        quota,
        cast(sum(kept_hires + quota) over (partition by trial_id order by unit_id) - kept_hires - quota as double) / hire_count
            as hires_from,
        cast(sum(kept_hires + quota) over (partition by trial_id order by unit_id) as double) / hire_count as hires_to
    from hired
),

final as (
    select * from shares
    where hires_to > hires_from
)

select * from final
