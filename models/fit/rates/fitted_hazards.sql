{{ config(enabled=has_past_censuses()) }}
with

rates as (
    select * from {{ ref('rpt_fitted_rates') }}
    where decision in ('termination', 'promotion') and dimension = 'level' and base_rate is not null
),

net_promotions as (
    select * from {{ ref('int_fitted_net_promotions') }}
    where '{{ parameter('fitted_promotions') }}' = 'net'
),

final as (
    select
        rates.decision,
        rates.level_id,
        round(least(rates.fitted_value, 1e0) * coalesce(net_promotions.net_share, 1e0), 6) as annual_rate,
        cast(null as {{ dbt.type_string() }}) as scenario_id
    from rates
    left join net_promotions
        on rates.decision = 'promotion'
        and rates.level_id = net_promotions.level_id
)

select * from final
