{{ config(enabled=has_past_censuses()) }}
{%- set quantiles = {'p5': '5e-2', 'p25': '25e-2', 'p50': '5e-1', 'p75': '75e-2', 'p95': '95e-2'} -%}
with

trial_years as (
    select
        trial_id,
        scenario_id,
        simulation_year,
        simulation_year - min(simulation_year) over (partition by trial_id) + {{ baseline_year() + 1 }} as census_year
    from {{ ref('int_trial_years') }}
    where is_detailed
),

actual as (
    select * from {{ ref('int_backtest_actual') }}
),

projected_cells as (
    select * from {{ ref('int_backtest_projected') }}
),

compared as (
    select
        trial_years.trial_id,
        trial_years.scenario_id,
        actual.*,
        case actual.measure
            when 'headcount' then coalesce(projected_cells.headcount, 0e0)
            when 'exits' then coalesce(projected_cells.exits, 0e0)
            else projected_cells.average_pay
        end as projected
    from trial_years
    inner join actual on trial_years.census_year = actual.census_year
    left join projected_cells
        on trial_years.trial_id = projected_cells.trial_id
        and trial_years.simulation_year = projected_cells.simulation_year
        and actual.dimension = projected_cells.dimension
        and actual.group_id = projected_cells.group_id
),

ranked as (
    select
        *,
        row_number() over (
            partition by scenario_id, census_year, measure, dimension, group_id order by projected, trial_id
        ) as place,
        count(*) over (partition by scenario_id, census_year, measure, dimension, group_id) as trials
    from compared
    where projected is not null
),

summarized as (
    select
        scenario_id,
        census_year,
        measure,
        dimension,
        group_id,
        group_name,
        round(max(actual), 6) as actual,
        round(max(last_year_repeated), 6) as last_year_repeated,
        max(trials) as replications,
        round(cast(sum(cast(floor(projected * 100 + 5e-1) as bigint)) as double) / count(*) / 100, 6) as mean,
        {%- for name, fraction in quantiles.items() %}
        round({{ interpolated_quantile('projected', 'place', 'trials', fraction) }}, 6) as {{ name }},
        {%- endfor %}
        {%- for name, comparison in {'share_below': '<', 'share_at_most': '<='}.items() %}
        round(sum(case when projected {{ comparison }} actual then 1 else 0 end) * 1e0 / max(trials), 6) as {{ name }},
        {%- endfor %}
        {#- how far the replications are from what happened, less half of how far they are from each other #}
        round(
            cast(sum(cast(floor(abs(projected - actual) * 100 + 5e-1) as bigint)) as double) / max(trials) / 100
            - cast(sum(cast(floor(projected * 100 + 5e-1) as bigint) * (2 * place - trials - 1)) as double)
            / max(trials * trials) / 100, 6
        ) as crps
    from ranked
    group by scenario_id, census_year, measure, dimension, group_id, group_name
),

final as (
    select
        *,
        {#- where replications end on the number that happened, the cell is in a band by the part of them that is #}
        {%- for name, (lowest, highest) in {'in_50': ('25e-2', '75e-2'), 'in_90': ('5e-2', '95e-2')}.items() %}
        round(case
            when share_at_most > share_below then
                greatest(least(share_at_most, {{ highest }}) - greatest(share_below, {{ lowest }}), 0e0)
                / (share_at_most - share_below)
            when share_below between {{ lowest }} and {{ highest }} then 1e0
            else 0e0
        end, 6) as {{ name }},
        {%- endfor %}
        round(p95 - p5 + 20 * greatest(p5 - actual, actual - p95, 0e0), 6) as interval_score
    from summarized
)

select * from final
