{{ config(enabled=has_past_censuses(), materialized='ephemeral') }}
with

promotions as (
    select * from {{ ref('int_panel_transitions') }}
    where is_fitted and next_level_id > level_id and not is_retitled and is_level_known
),

rates as (
    select * from {{ ref('rpt_fitted_rates') }}
    where decision = 'raise'
),

final as (
    {#- beyond the raise of the level; pay that more than doubles or halves is left out #}
    select
        count(*) as promotion_count,
        cast(sum(promotions.next_compensation) as double) / nullif(sum(
            cast(promotions.compensation as double) * (1 + rates.fitted_value * cast(promotions.interval_years as double))
        ), 0) - 1 as promotion_raise_rate
    from promotions
    inner join rates on promotions.level_id = rates.level_id
    where promotions.next_compensation between promotions.compensation / 2 and promotions.compensation * 2
)

select * from final
