{{ config(enabled=has_past_censuses(), materialized='ephemeral') }}
with

weights as (
    select * from {{ ref('int_backtest_weights') }}
),

groups as (
    select * from {{ ref('int_backtest_groups') }}
),

final as (
    select
        weights.census_year,
        weights.weight,
        groups.dimension,
        groups.group_id,
        groups.group_name
    from weights
    cross join groups
)

select * from final
