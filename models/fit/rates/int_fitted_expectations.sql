{{ config(enabled=has_past_censuses(), materialized='view') }}
with

exposed as (
    select * from {{ ref('int_fitted_exposure') }}
),

rates as (
    select * from {{ ref('rpt_fitted_rates') }}
    where base_rate is not null
),

final as (
    select
        exposed.decision,
        exposed.source_row,
        exposed.census_year,
        exposed.interval_years,
        exposed.is_event,
        cast(round(
            cast(exposed.interval_years as double) * of_level.fitted_value * coalesce(of_age.fitted_value, 1e0)
            * of_tenure.fitted_value * {{ billion() }}
        ) as bigint) as expected_ppb
    from exposed
    inner join rates as of_level
        on exposed.decision = of_level.decision
        and exposed.level_id = of_level.level_id
        and of_level.dimension = 'level'
    inner join rates as of_tenure
        on exposed.decision = of_tenure.decision
        and of_tenure.dimension = 'tenure' and {{ in_band('exposed.tenure', 'of_tenure') }}
    left join rates as of_age
        on exposed.decision = of_age.decision and not exposed.is_age_imputed
        and of_age.dimension = 'age' and {{ in_band('exposed.age', 'of_age') }}
)

select * from final
