{{ config(enabled=has_past_censuses()) }}
with

rates as (
    select * from {{ ref('rpt_fitted_rates') }}
    where decision in ('termination', 'promotion') and dimension = 'level' and base_rate is not null
),

final as (
    select
        decision,
        level_id,
        least(fitted_value, 1e0) as annual_rate,
        cast(null as {{ dbt.type_string() }}) as scenario_id
    from rates
)

select * from final
