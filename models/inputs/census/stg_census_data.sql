with

checked as (
    select * from {{ ref('int_census_checked') }}
),

final as (
    select
        employee_id,
        try_cast(level_id as smallint) as level_id,
        cast(age as smallint) as age,
        cast(tenure as smallint) as tenure,
        cast(compensation as {{ money_type() }}) as compensation,
        hire_date,
        active_flag,
        is_age_imputed,
        is_level_derived,
        employee_key,
        cast(census_year as smallint) as census_year,
        census_date,
        level_source,
        birth_date,
        job_title
    from checked
    where reasons is null
)

select * from final
