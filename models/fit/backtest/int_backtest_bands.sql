{{ config(enabled=has_past_censuses(), materialized='ephemeral') }}
with

bands as (
    select
        dimension,
        from_years,
        coalesce(to_years, 999) as to_years
    from {{ ref('int_fitted_bands') }}
    where decision = 'termination'
),

final as (
    select
        ages.from_years as age_from,
        ages.to_years as age_to,
        tenures.from_years as tenure_from,
        tenures.to_years as tenure_to
    from bands as ages
    cross join bands as tenures
    where ages.dimension = 'age' and tenures.dimension = 'tenure'
)

select * from final
