{{ config(enabled=has_past_censuses(), materialized='ephemeral') }}
with

spine as (
    select * from {{ ref('int_backtest_spine') }}
),

census_cells as (
    select * from {{ ref('int_backtest_census_cells') }}
),

final as (
    select
        spine.census_year,
        'headcount' as measure,
        spine.dimension,
        spine.group_id,
        spine.group_name,
        coalesce(before.headcount, 0) + spine.weight * (coalesce(after.headcount, 0) - coalesce(before.headcount, 0)) as actual,
        cast(coalesce(baseline.headcount, 0) as double) as last_year_repeated
    from spine
    left join census_cells as before
        on spine.census_year - 1 = before.census_year
        and spine.dimension = before.dimension
        and spine.group_id = before.group_id
    left join census_cells as after
        on spine.census_year = after.census_year
        and spine.dimension = after.dimension
        and spine.group_id = after.group_id
    left join census_cells as baseline
        on baseline.census_year = {{ baseline_year() }}
        and spine.dimension = baseline.dimension
        and spine.group_id = baseline.group_id
)

select * from final
