-- depends_on: {{ ref('int_input_problems') }}
{{ config(materialized='table') }}
with

sets as (
    {#- one scenario stands for all that share a set #}
    select
        hazard_set_id,
        min(scenario_id) as scenario_id
    from {{ ref('int_assumption_sets') }}
    group by hazard_set_id
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
    select
        sets.hazard_set_id,
        cast(years.years as smallint) as years_in_level,
        cast(multipliers.multiplier as double) as promotion_factor
    from multipliers
    inner join sets on multipliers.scenario_id = sets.scenario_id
    inner join years on {{ in_band('years.years', 'multipliers') }}
)

select * from final
