{{ config(enabled=has_past_censuses(), materialized='ephemeral') }}
with

transitions as (
    select * from {{ ref('int_panel_transitions') }}
    where is_fitted
),

entries as (
    select
        census_year,
        count(*) as entries
    from {{ ref('int_panel_entries') }}
    where is_fitted
    group by census_year
),

years as (
    select
        transitions.census_year,
        cast(max(transitions.interval_years) as double) as interval_years,
        ln(
            cast(count(*) - sum(case when transitions.is_exit then 1 else 0 end) + max(coalesce(entries.entries, 0)) as double)
            / count(*)
        ) as log_growth,
        cast(sum(case
            when next_level_id = level_id and tenure > 0 and next_compensation between compensation / 2 and compensation * 2
                then next_compensation - compensation
        end) as double)
        / nullif(cast(sum(case
            when next_level_id = level_id and tenure > 0 and next_compensation between compensation / 2 and compensation * 2
                then compensation * interval_years
        end) as double), 0) as raise_rate
    from transitions
    left join entries on transitions.next_year = entries.census_year
    group by transitions.census_year
),

means as (
    select
        count(*) as interval_count,
        sum(log_growth) / nullif(sum(interval_years), 0) as log_growth_rate,
        sum(raise_rate) / nullif(count(raise_rate), 0) as raise_rate
    from years
),

final as (
    select
        max(means.interval_count) as interval_count,
        max(means.log_growth_rate) as log_growth_rate,
        sum(
            (years.log_growth - means.log_growth_rate * years.interval_years)
            * (years.log_growth - means.log_growth_rate * years.interval_years) / years.interval_years
        ) / nullif(max(means.interval_count) - 1, 0) as growth_variance,
        sum((years.raise_rate - means.raise_rate) * (years.raise_rate - means.raise_rate))
        / nullif(max(means.interval_count) - 1, 0) as raise_variance
    from years
    cross join means
)

select * from final
