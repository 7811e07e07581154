{{ config(enabled=has_past_censuses(), materialized='ephemeral') }}
with

people as (
    select * from {{ ref('int_panel_people') }}
),

census_days as (
    select
        census_year,
        max(census_date) as census_date
    from people
    group by census_year
),

followed as (
    select
        census_year,
        census_date,
        lead(census_year) over (order by census_year) as next_year,
        cast(round(cast({{ days_between(
            'census_date', 'lead(census_date) over (order by census_year)'
        ) }} as double) / 365.25e0, 6) as decimal(9, 6)) as interval_years
    from census_days
),

final as (
    select
        *,
        next_year <= {{ baseline_year() }}
        and census_year >= {{ parameter('first_fitted_census_year') or 0 }} as is_fitted
    from followed
    where next_year is not null
)

select * from final
