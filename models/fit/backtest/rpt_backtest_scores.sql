{{ config(enabled=has_past_censuses()) }}
with

cells as (
    select * from {{ ref('rpt_backtest') }}
),

yardstick as (
    select * from {{ ref('int_backtest_yardstick') }}
),

judged as (
    select
        scenario_id,
        measure,
        dimension,
        case when actual between p25 and p75 then 1 else 0 end as is_in_50,
        case when actual between p5 and p95 then 1 else 0 end as is_in_90,
        cast(floor(actual * 1000000 + 5e-1) as bigint) as actual_amount,  -- millionths, whose sums are exact in any order
        cast(floor(abs(mean - actual) * 1000000 + 5e-1) as bigint) as error,
        cast(floor(abs(last_year_repeated - actual) * 1000000 + 5e-1) as bigint) as repeated_error,
        cast(floor(abs(single_rate_mean - actual) * 1000000 + 5e-1) as bigint) as single_rate_error
    from cells
    left join yardstick using (census_year, measure, dimension, group_id)
),

final as (
    select
        scenario_id,
        measure,
        dimension,
        count(*) as cells,
        round(sum(is_in_50) * 1e0 / count(*), 6) as coverage_50,
        round(sum(is_in_90) * 1e0 / count(*), 6) as coverage_90,
        cast(sum(actual_amount) as double) / count(*) / 1000000 as mean_actual,
        cast(sum(error) as double) / count(*) / 1000000 as mean_error,
        cast(sum(single_rate_error) as double) / count(*) / 1000000 as single_rate_error,
        cast(sum(repeated_error) as double) / count(*) / 1000000 as last_year_repeated_error,
        round(1 - cast(sum(error) as double) / nullif(cast(sum(single_rate_error) as double), 0), 6) as skill_over_single_rate,
        round(1 - cast(sum(error) as double) / nullif(cast(sum(repeated_error) as double), 0), 6) as skill_over_last_year
    from judged
    group by scenario_id, measure, dimension
)

select * from final
