{{ config(enabled=has_past_censuses(), materialized='ephemeral') }}
with

people as (
    select
        census_year,
        census_date
    from {{ ref('stg_census_data') }}
    where active_flag = true and census_year >= {{ baseline_year() }}
),

{# the day that a projected year ends: the baseline's, so many years later; a census taken later is interpolated back #}
census_days as (
    select
        census_year,
        max(census_date) as census_date,
        lag(census_year) over (order by census_year) as previous_year,
        lag(max(census_date)) over (order by census_year) as previous_date,
        min(max(census_date)) over () as baseline_date
    from people
    group by census_year
),

final as (
    select
        census_year,
        greatest(least(
            ({{ days_between('baseline_date', 'previous_date') }} * -1 + (census_year - {{ baseline_year() }}) * 365.25e0)
            / {{ days_between('previous_date', 'census_date') }}, 1e0
        ), 0e0) as weight
    from census_days
    where census_year > {{ baseline_year() }} and previous_year = census_year - 1
)

select * from final
