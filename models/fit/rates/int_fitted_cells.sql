{{ config(enabled=has_past_censuses(), materialized='ephemeral') }}
with

exposed as (
    select * from {{ ref('int_fitted_exposure') }}
),

bands as (
    select * from {{ ref('int_fitted_bands') }}
),

cells as (
    select
        exposed.decision,
        exposed.level_id,
        case when not exposed.is_age_imputed then age_bands.from_years end as age_from,
        tenure_bands.from_years as tenure_from,
        sum(exposed.interval_years) as exposure,
        sum(case when exposed.is_event then 1 else 0 end) as events
    from exposed
    inner join bands as age_bands
        on exposed.decision = age_bands.decision
        and age_bands.dimension = 'age'
        and {{ in_band('exposed.age', 'age_bands') }}
    inner join bands as tenure_bands
        on exposed.decision = tenure_bands.decision
        and tenure_bands.dimension = 'tenure'
        and {{ in_band('exposed.tenure', 'tenure_bands') }}
    group by
        exposed.decision,
        exposed.level_id,
        case when not exposed.is_age_imputed then age_bands.from_years end,
        tenure_bands.from_years
),

final as (
    {{ proportional_fit('cells', passes=8) }}
)

select * from final
