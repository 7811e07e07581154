{{ config(materialized='view') }}
with

baseline as (
    select * from {{ ref('baseline_workforce') }}
),

first_years as (
    select * from {{ ref('int_trial_years') }}
    where is_first_year
),

final as (
    select
        first_years.trial_id,
        cast(first_years.simulation_year - 1 as smallint) as simulation_year,
        baseline.employee_key,
        baseline.age,
        baseline.tenure,
        baseline.unit_id,
        baseline.level_id as opening_level_id,
        cast(baseline.years_in_level - 1 as smallint) as opening_years_in_level,
        baseline.level_id,
        baseline.compensation as opening_compensation,
        baseline.compensation,
        cast({{ exit_code('active') }} as smallint) as exit_code
    from first_years
    cross join baseline
)

select * from final
