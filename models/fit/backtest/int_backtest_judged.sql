{{ config(enabled=has_past_censuses(), materialized='ephemeral') }}
with

cells as (
    select * from {{ ref('rpt_backtest') }}
    where actual > 0 or p95 > 0  -- that nobody is where nobody was expected is no success
),

single_rates as (
    select cells.*
    from cells
    inner join {{ ref('int_scenario_parameters') }} as scenarios on cells.scenario_id = scenarios.scenario_id
    where scenarios.hazards_from = 'fitted_overall'
),

final as (
    select
        cells.scenario_id,
        cells.measure,
        cells.dimension,
        {#- millionths, whose sums are exact in any order. One number has its error as CRPS, and 20 times it as interval score #}
        {%- for name, value in {
            'in_50': 'cells.in_50',
            'in_90': 'cells.in_90',
            'actual': 'cells.actual',
            'error': 'abs(cells.mean - cells.actual)',
            'crps': 'cells.crps',
            'single_rate_crps': 'single_rates.crps',
            'last_year_crps': 'abs(cells.last_year_repeated - cells.actual)',
            'interval_score': 'cells.interval_score',
            'single_rate_interval_score': 'single_rates.interval_score',
            'last_year_interval_score': '20 * abs(cells.last_year_repeated - cells.actual)'
        }.items() %}
        cast(floor({{ value }} * 1000000 + 5e-1) as bigint) as {{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from cells
    left join single_rates
        on cells.census_year = single_rates.census_year
        and cells.measure = single_rates.measure
        and cells.dimension = single_rates.dimension
        and cells.group_id = single_rates.group_id
)

select * from final
