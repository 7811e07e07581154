{{ config(enabled=has_past_censuses()) }}
with

rates as (
    select * from {{ ref('rpt_fitted_rates') }}
    where dimension in ('age', 'tenure') and base_rate is not null
),

units as (
    select * from {{ ref('rpt_fitted_units') }}
),

unit_values as (
    select distinct
        dimension,
        value
    from {{ ref('int_unit_values') }}
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
    {#- of the values that the baseline has #}
    select
        units.decision,
        units.dimension,
        cast(null as integer) as from_years,
        cast(null as integer) as to_years,
        units.value,
        units.fitted_value as multiplier,
        cast(null as {{ dbt.type_string() }}) as scenario_id
    from units
    inner join unit_values
        on units.dimension = unit_values.dimension
        and units.value = unit_values.value
)

select * from final
