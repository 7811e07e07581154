-- The yardstick of a backtest: one rate for everybody, for each decision.
{{ config(enabled=has_past_censuses(), materialized='ephemeral') }}
with

rates as (
    select * from {{ ref('rpt_fitted_rates') }}
    where decision <> 'raise' and dimension in ('level', 'years_since_eligible')
),

net_promotions as (
    select * from {{ ref('int_fitted_net_promotions') }}
    where '{{ parameter('fitted_promotions') }}' = 'net'
),

counted as (
    select
        {#- who may retire leaves too #}
        case when rates.decision = 'retirement' then 'termination' else rates.decision end as decision,
        rates.exposure_years,
        case when rates.decision = 'promotion'
            then rates.events * coalesce(net_promotions.net_share, 1e0) else rates.events end as events
    from rates
    left join net_promotions on rates.level_id = net_promotions.level_id
),

final as (
    select
        decision,
        cast(coalesce(sum(events) / nullif(sum(exposure_years), 0), 0e0) as decimal(12, 9)) as annual_rate
    from counted
    group by decision
)

select * from final
