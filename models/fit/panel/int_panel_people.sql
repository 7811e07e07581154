{{ config(enabled=has_past_censuses(), materialized='ephemeral') }}
with

census as (
    select * from {{ ref('stg_census_data') }}
    where active_flag = true
),

final as (
    select
        employee_key,
        census_year,
        census_date,
        level_id,
        level_source,
        age,
        is_age_imputed,
        tenure,
        compensation,
        hire_date,
        birth_date,
        lower(job_title) as title_key,
        source_row
    from census
)

select * from final
