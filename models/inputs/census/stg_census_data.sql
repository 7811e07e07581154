{{ config(post_hook="{{ require_baseline_census(this) }}") }}
with

census as (
    select * from {{ ref('int_census_ages') }}
),

faulty_rows as (
    select distinct source_row
    from {{ ref('int_census_faults') }}
),

final as (
    select
        census.employee_id,
        try_cast(census.level_id as smallint) as level_id,
        cast(census.age as smallint) as age,
        cast(census.tenure as smallint) as tenure,
        cast(census.compensation as {{ money_type() }}) as compensation,
        census.hire_date,
        census.active_flag,
        census.is_age_imputed,
        census.is_level_derived,
        census.employee_key,
        cast(census.census_year as smallint) as census_year,
        census.census_date,
        census.level_source,
        census.birth_date,
        census.job_title,
        coalesce(census.fte, cast(1 as decimal(9, 4))) as fte,
        census.paid_fte,
        census.source_row
    from census
    left join faulty_rows on census.source_row = faulty_rows.source_row
    where faulty_rows.source_row is null
)

select * from final
