{{ config(enabled=has_past_censuses(), materialized='ephemeral') }}
with

spine as (
    select * from {{ ref('int_backtest_spine') }}
),

exit_cells as (
    select * from {{ ref('int_backtest_exit_cells') }}
),

final as (
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
