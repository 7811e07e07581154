{{ config(enabled=has_past_censuses(), materialized='ephemeral') }}
with

transitions as (
    select * from {{ ref('int_panel_transitions') }}
    where is_fitted
),

pay_changes as (
    select
        level_id,
        interval_years,
        compensation,
        next_compensation,
        cast(next_compensation - compensation as double)
        / (cast(compensation as double) * cast(interval_years as double)) as raise_rate
    from transitions
    where
        next_level_id = level_id
        and tenure > 0  -- the first year is often paid in part
        and next_compensation between compensation / 2 and compensation * 2
),

final as (
    select
        level_id,
        count(*) as people,
        cast(sum(interval_years) as double) as exposure_years,
        cast(sum(next_compensation - compensation) as double)
        / nullif(cast(sum(compensation * interval_years) as double), 0) as crude_rate,
        sum(raise_rate) as total_raise_rate,
        sum(raise_rate * raise_rate) as total_square
    from pay_changes
    group by level_id
)

select * from final
