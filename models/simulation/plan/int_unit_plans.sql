-- depends_on: {{ ref('int_input_problems') }}
{{ config(materialized='table') }}
{%- set to_date = 'over (partition by scenario_id, value order by simulation_year rows unbounded preceding)' %}
with

unit_targets as (
    select * from {{ ref('unit_targets') }}
),

scenario_years as (
    select * from {{ ref('int_scenario_years') }}
),

units as (
    select
        unit_values.*,
        dim_units.baseline_headcount
    from {{ ref('int_unit_values') }} as unit_values
    inner join {{ ref('dim_units') }} as dim_units on unit_values.unit_id = dim_units.unit_id
),

dimensions as (
    select
        scenario_id,
        min(dimension) as dimension
    from unit_targets
    group by scenario_id
),

planned as (
    select
        dimensions.scenario_id,
        units.dimension,
        units.value,
        sum(units.baseline_headcount) as baseline_headcount
    from dimensions
    inner join units on dimensions.dimension = units.dimension
    group by dimensions.scenario_id, units.dimension, units.value
),

entries as (
    {#- the row of a year, else that of every year, else the growth of all #}
    select
        planned.*,
        scenario_years.simulation_year,
        case when of_year.value is null then of_all.headcount else of_year.headcount end as headcount,
        cast(coalesce(
            case when of_year.value is null then of_all.growth_rate else of_year.growth_rate end,
            scenario_years.target_growth_rate
        ) as double) as growth_rate
    from planned
    inner join scenario_years on planned.scenario_id = scenario_years.scenario_id
    left join unit_targets as of_year
        on planned.scenario_id = of_year.scenario_id
        and planned.value = of_year.value
        and scenario_years.simulation_year = of_year.simulation_year
    left join unit_targets as of_all
        on planned.scenario_id = of_all.scenario_id
        and planned.value = of_all.value
        and of_all.simulation_year is null
),

anchored as (
    {#- the logarithm of nobody is that of almost nobody #}
    select
        *,
        cast(case when headcount is null then ln(greatest(1 + growth_rate, 1e-12)) else 0e0 end as decimal(18, 15)) as log_growth,
        count(headcount) {{ to_date }} as anchor
    from entries
),

grown as (
    {#- from the last headcount given, or the baseline #}
    select
        *,
        coalesce(
            max(headcount) over (partition by scenario_id, value, anchor), baseline_headcount
        ) * exp(cast(sum(log_growth)
            over (partition by scenario_id, value, anchor order by simulation_year rows unbounded preceding) as double)
        ) as headcount_of_value
    from anchored
),

final as (
    select
        grown.scenario_id,
        grown.simulation_year,
        units.unit_id,
        grown.value,
        units.baseline_headcount,
        cast(round(grown.headcount_of_value, 6) as decimal(18, 6)) as planned_headcount
    from grown
    inner join units
        on grown.dimension = units.dimension
        and grown.value = units.value
)

select * from final
