{{ config(enabled=has_past_censuses(), materialized='ephemeral') }}
with

cells as (
    select * from {{ ref('rpt_backtest') }}
),

scenarios as (
    select * from {{ ref('int_scenario_parameters') }}
    where hazards_from = 'fitted_overall'
),

final as (
    select
        cells.census_year,
        cells.measure,
        cells.dimension,
        cells.group_id,
        cells.mean as single_rate_mean
    from cells
    inner join scenarios on cells.scenario_id = scenarios.scenario_id
)

select * from final
