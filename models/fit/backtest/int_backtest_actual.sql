{{ config(enabled=has_past_censuses(), materialized='ephemeral') }}
with

headcounts as (
    select * from {{ ref('int_backtest_actual_headcount') }}
),

pays as (
    select * from {{ ref('int_backtest_actual_pay') }}
),

exits as (
    select * from {{ ref('int_backtest_actual_exits') }}
),

final as (
    select * from headcounts
    union all
    select * from pays
    union all
    select * from exits
)

select * from final
