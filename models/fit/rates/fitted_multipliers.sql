{{ config(enabled=has_past_censuses()) }}
with

rates as (
    select * from {{ ref('rpt_fitted_rates') }}
    where dimension in ('age', 'tenure') and base_rate is not null
),

final as (
    select
        decision,
        dimension,
        from_years,
        to_years,
        cast(null as {{ dbt.type_string() }}) as value,
        fitted_value as multiplier,
        cast(null as {{ dbt.type_string() }}) as scenario_id
    from rates
)

select * from final
