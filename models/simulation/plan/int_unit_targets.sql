{{ config(materialized='table') }}
with

trial_years as (
    select * from {{ ref('int_trial_years') }}
),

units as (
    select * from {{ ref('dim_units') }}
),

final as (
    {#- rounded cumulatively, so that the units add up to the target #}
    select
        trial_years.trial_id,
        trial_years.simulation_year,
        units.unit_id,
        {{ apportioned(
            'trial_years.target_headcount', 'units.baseline_headcount', 'trial_years.trial_id, trial_years.simulation_year', 'units.unit_id'
        ) }} as target_headcount
    from trial_years
    cross join units
)

select * from final
