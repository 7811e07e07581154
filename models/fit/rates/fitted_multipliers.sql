{{ config(enabled=has_past_censuses()) }}
with

rates as (
    select * from {{ ref('rpt_fitted_rates') }}
    where dimension in ('age', 'tenure') and base_rate is not null
),

units as (
    {#- of the values that the baseline has #}
    select distinct fitted.*
    from {{ ref('rpt_fitted_units') }} as fitted
    inner join {{ ref('int_unit_values') }} as unit_values
        on fitted.dimension = unit_values.dimension
        and fitted.value = unit_values.value
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
    union all
    select
        decision,
        dimension,
        cast(null as integer) as from_years,
        cast(null as integer) as to_years,
        value,
        fitted_value as multiplier,
        cast(null as {{ dbt.type_string() }}) as scenario_id
    from units
)

select * from final
