{{ config(enabled=has_past_censuses(), materialized='ephemeral') }}
with

bands as (
    select * from {{ ref('int_fitted_bands') }}
),

final as (
    select
        from_years,
        to_years
    from bands
    where decision = 'termination' and dimension = 'tenure'
)

select * from final
