{{ config(materialized='ephemeral') }}
-- How the hires, exits and promotions of a year spread over its months, where `calendar` says so: draws from share_from to share_to are
-- in the month.
with

calendar as (
    select
        scenario_id,
        event,
        month,
        cast(weight * 1000000 as bigint) as weight
    from {{ ref('calendar') }}
),

months as (
    select {{ series(12) }} as month
),

spread as (
    {#- in whole steps of a draw, so that the arithmetic with draws is exact #}
    select
        calendar.scenario_id,
        calendar.event,
        cast(months.month as integer) as month,
        floor(
            cast(sum(case when calendar.month <= months.month then calendar.weight else 0 end) as double)
            / nullif(cast(sum(calendar.weight) as double), 0) * 4294967296
        ) / 4294967296 as share_to
    from calendar
    cross join months
    group by calendar.scenario_id, calendar.event, months.month
),

final as (
    select
        scenario_id,
        event,
        month,
        coalesce(lag(share_to) over (partition by scenario_id, event order by month), 0e0) as share_from,
        share_to
    from spread
)

select * from final
