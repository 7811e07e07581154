{{ config(enabled=has_past_censuses()) }}
with

rates as (
    select * from {{ ref('rpt_fitted_rates') }}
    where decision = 'retirement'
),

final as (
    select
        cast(null as {{ dbt.type_string() }}) as scenario_id,
        from_years as years_since_eligible,
        fitted_value as annual_rate
    from rates
)

select * from final
