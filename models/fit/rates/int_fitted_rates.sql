{{ config(enabled=has_past_censuses()) }}
with

cells as (
    select * from {{ ref('int_fitted_cells') }}
),

groups as (
    select * from {{ ref('int_fitted_groups') }}
),

balances as (
    {#- the rate that, with the relative rates of all three dimensions, expects as many events as there were #}
    select
        cells.decision,
        round(cast(sum(cells.events) as double) * {{ billion() }} / nullif(cast(sum(cast(round(
            cast(cells.exposure as double) * levels_fit.relative_fitted * coalesce(ages_fit.relative_fitted, 1e0)
            * tenures_fit.relative_fitted * {{ billion() }}
        ) as bigint)) as double), 0), 12) as base_rate
    from cells
    inner join groups as levels_fit
        on cells.decision = levels_fit.decision
        and levels_fit.dimension = 'level'
        and cells.level_id = levels_fit.group_id
    inner join groups as tenures_fit
        on cells.decision = tenures_fit.decision
        and tenures_fit.dimension = 'tenure'
        and cells.tenure_from = tenures_fit.group_id
    left join groups as ages_fit
        on cells.decision = ages_fit.decision
        and ages_fit.dimension = 'age'
        and cells.age_from = ages_fit.group_id
    group by cells.decision
),

final as (
    select
        groups.decision,
        groups.dimension,
        groups.level_id,
        groups.from_years,
        groups.to_years,
        cast(round(groups.exposure_years, 3) as double) as exposure_years,
        groups.events,
        round(groups.expected_events, 3) as expected_events,
        round(groups.events / nullif(groups.exposure_years, 0), 9) as crude_rate,
        round(power(cast(groups.events as double), 5e-1) / nullif(groups.exposure_years, 0), 9) as crude_standard_error,
        round(groups.relative_rate, 6) as crude_relative_rate,
        round(groups.credibility, 6) as credibility,
        round(least(
            case when groups.dimension = 'level' then balances.base_rate else 1e0 end * groups.relative_fitted, 1e3
        ), 6) as fitted_value,
        round(case when groups.dimension = 'level' then balances.base_rate else 1e0 end * groups.relative_error, 6)
            as standard_error,
        balances.base_rate
    from groups
    left join balances on groups.decision = balances.decision
)

select * from final
