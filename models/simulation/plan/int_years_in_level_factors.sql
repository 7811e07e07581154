-- depends_on: {{ ref('int_input_problems') }}
{{ config(materialized='table') }}
with

assumption_sets as (
    select * from {{ ref('int_assumption_sets') }}
),

multipliers as (
    select * from {{ ref('multipliers') }}
    where decision = 'promotion' and dimension = 'years_in_level'
),

years as (
    select years_and_one - 1 as years
    from (select {{ series(136) }} as years_and_one) as counted
),

final as (
    {#- scenarios that share a set share its rows #}
    select
        assumption_sets.hazard_set_id,
        cast(years.years as smallint) as years_in_level,
        max(cast(multipliers.multiplier as double)) as promotion_factor
    from multipliers
    inner join assumption_sets on multipliers.scenario_id = assumption_sets.scenario_id
    inner join years on {{ in_band('years.years', 'multipliers') }}
    group by assumption_sets.hazard_set_id, years.years
)

select * from final
