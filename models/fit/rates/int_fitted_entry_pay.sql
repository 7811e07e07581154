{{ config(enabled=has_past_censuses(), materialized='ephemeral') }}
with

entries as (
    select * from {{ ref('int_panel_entries') }}
    where is_fitted and tenure = 0
),

entry_pay as (
    {#- who starts new; levels weigh the same in every year #}
    select
        census_year,
        level_id,
        sum(count(*)) over (partition by level_id) as level_entries,
        count(*) over (partition by level_id) as level_years,
        cast(sum(compensation) as double) / count(*) as average_pay
    from entries
    group by census_year, level_id
),

entry_years as (
    select
        census_year,
        cast(sum(cast(round(average_pay * level_entries) as bigint)) as double) as weighted_pay,
        cast(row_number() over (order by census_year) as integer) as year_number,
        count(*) over () as interval_count
    from entry_pay
    where level_years = (select max(others.level_years) from entry_pay as others)
    group by census_year
),

final as (
    {#- between the first and the last year of entries; one year says nothing #}
    select
        max(interval_count) as interval_count,
        power(
            max(case when year_number = interval_count then weighted_pay end)
            / nullif(max(case when year_number = 1 then weighted_pay end), 0),
            1e0 / nullif(max(census_year) - min(census_year), 0)
        ) - 1 as cola_rate
    from entry_years
)

select * from final
