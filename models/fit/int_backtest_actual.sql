{{ config(enabled=has_past_censuses(), materialized='ephemeral') }}
{%- set baseline_year = parameter('baseline_census_year') or parameter('start_year') - 1 -%}
with

weights as (
    select * from {{ ref('int_backtest_weights') }}
),

groups as (
    select * from {{ ref('int_backtest_groups') }}
),

census_cells as (
    select * from {{ ref('int_backtest_census_cells') }}
),

exit_cells as (
    select * from {{ ref('int_backtest_exit_cells') }}
),

spine as (
    select
        weights.census_year,
        weights.weight,
        groups.dimension,
        groups.group_id,
        groups.group_name
    from weights
    cross join groups
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
        on baseline.census_year = {{ baseline_year }}
        and spine.dimension = baseline.dimension
        and spine.group_id = baseline.group_id

    union all

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
        on baseline.census_year = {{ baseline_year }}
        and spine.dimension = baseline.dimension
        and spine.group_id = baseline.group_id
    where spine.dimension <> 'tenure'

    union all

    select
        spine.census_year,
        'exits' as measure,
        spine.dimension,
        spine.group_id,
        spine.group_name,
        coalesce(exit_cells.exits, 0e0) * spine.weight as actual,
        coalesce(last_exits.exits / last_exits.interval_years, 0e0) as last_year_repeated
    from spine
    left join exit_cells
        on spine.census_year = exit_cells.census_year
        and not exit_cells.is_fitted
        and spine.dimension = exit_cells.dimension
        and spine.group_id = exit_cells.group_id
    left join exit_cells as last_exits
        on last_exits.is_fitted
        and spine.dimension = last_exits.dimension
        and spine.group_id = last_exits.group_id
)

select * from final
