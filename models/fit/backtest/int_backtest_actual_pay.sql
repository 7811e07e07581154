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
        'average pay' as measure,
        spine.dimension,
        spine.group_id,
        spine.group_name,
        before.average_pay + spine.weight * (after.average_pay - before.average_pay) as actual,
        baseline.average_pay as last_year_repeated
    from spine
    inner join census_cells as before
        on spine.census_year - 1 = before.census_year
        and spine.dimension = before.dimension
        and spine.group_id = before.group_id
    inner join census_cells as after
        on spine.census_year = after.census_year
        and spine.dimension = after.dimension
        and spine.group_id = after.group_id
    inner join census_cells as baseline
        on baseline.census_year = {{ baseline_year() }}
        and spine.dimension = baseline.dimension
        and spine.group_id = baseline.group_id
    where spine.dimension in ('all', 'level')
)

select * from final
