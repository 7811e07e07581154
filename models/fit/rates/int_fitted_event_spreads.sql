{{ config(enabled=has_past_censuses(), materialized='ephemeral') }}
with

exposed as (
    select * from {{ ref('int_fitted_exposure') }}
),

rates as (
    select * from {{ ref('rpt_fitted_rates') }}
),

event_years as (
    select
        exposed.census_year,
        exposed.decision,
        cast(sum(case when exposed.is_event then 1 else 0 end) as double) as events,
        cast(sum(cast(round(
            level_rates.fitted_value * age_rates.fitted_value * tenure_rates.fitted_value
            * cast(exposed.interval_years as double) * {{ billion() }}
        ) as bigint)) as double) / {{ billion() }} as expected_events
    from exposed
    inner join rates as level_rates
        on exposed.decision = level_rates.decision
        and level_rates.dimension = 'level'
        and exposed.level_id = level_rates.level_id
    inner join rates as age_rates
        on exposed.decision = age_rates.decision
        and age_rates.dimension = 'age'
        and {{ in_band('exposed.age', 'age_rates') }}
    inner join rates as tenure_rates
        on exposed.decision = tenure_rates.decision
        and tenure_rates.dimension = 'tenure'
        and {{ in_band('exposed.tenure', 'tenure_rates') }}
    group by exposed.census_year, exposed.decision
),

event_means as (
    {#- the fitted rates expect all events of all years; a year's own share of them is what varies #}
    select
        decision,
        sum(events) / nullif(sum(expected_events), 0) as event_ratio
    from event_years
    group by decision
),

event_spreads as (
    select
        event_years.decision,
        greatest(
            sum(
                (event_years.events / event_years.expected_events - event_means.event_ratio)
                * (event_years.events / event_years.expected_events - event_means.event_ratio)
            ) / nullif(count(*) - 1, 0)
            - sum(1 / event_years.expected_events) / count(*), 0e0
        ) as event_variance
    from event_years
    inner join event_means on event_years.decision = event_means.decision
    where event_years.expected_events > 0
    group by event_years.decision
),

final as (
    select
        event_spreads.decision,
        event_spreads.event_variance,
        1 / sum(event_years.expected_events) as event_chance
    from event_spreads
    inner join event_years on event_spreads.decision = event_years.decision
    group by event_spreads.decision, event_spreads.event_variance
)

select * from final
