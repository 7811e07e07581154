-- How the hires, exits and promotions of a year spread over its months, where `calendar` says so: a few numbers per scenario.
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
        months.month,
        floor(
            cast(sum(case when calendar.month <= months.month then calendar.weight else 0 end) as double)
            / cast(sum(calendar.weight) as double) * 4294967296
        ) / 4294967296 as share
    from calendar
    cross join months
    group by calendar.scenario_id, calendar.event, months.month
),

final as (
    select
        scenario_id
        {%- for event in ['hire', 'exit', 'promotion'] %}
        {%- for month in range(1, 13) %},
        max(case when event = '{{ event }}' and month = {{ month }} then share end) as {{ event }}_share_{{ month }}
        {%- endfor %}
        {%- endfor %}
    from spread
    group by scenario_id
)

select * from final
