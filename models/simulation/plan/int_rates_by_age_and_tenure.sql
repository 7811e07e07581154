{{ config(materialized='table') }}
-- depends_on: {{ ref('int_assumption_problems') }}
with

levels as (
    select
        level_id,
        lead(level_id) over (order by level_id) as next_level_id
    from {{ ref('job_levels') }}
),

{# one scenario stands for all that share a set #}
sets as (
    select
        hazard_set_id,
        min(scenario_id) as scenario_id
    from {{ ref('int_assumption_sets') }}
    group by hazard_set_id
),

hazards as (
    select
        sets.hazard_set_id,
        hazards.decision,
        hazards.level_id,
        hazards.annual_rate
    from {{ ref('hazards') }} as hazards
    inner join sets on hazards.scenario_id = sets.scenario_id
),

multipliers as (
    select
        sets.hazard_set_id,
        multipliers.decision,
        multipliers.dimension,
        multipliers.from_years,
        multipliers.to_years,
        multipliers.multiplier
    from {{ ref('multipliers') }} as multipliers
    inner join sets on multipliers.scenario_id = sets.scenario_id
),

years as (
    select years_minus_14 + 13 as age
    from (select {{ series(122) }} as years_minus_14) as counted
),

tenures as (
    select age - 14 as tenure
    from years
),

rates as (
    select
        hazards.hazard_set_id,
        levels.level_id,
        levels.next_level_id,
        max(case when hazards.decision = 'termination' then hazards.annual_rate end) as termination_rate,
        {#- the top level has nowhere to go #}
        max(case
            when hazards.decision <> 'promotion' then null
            when levels.next_level_id is null then 0
            else hazards.annual_rate
        end) as promotion_rate
    from levels
    inner join hazards on levels.level_id = hazards.level_id
    group by hazards.hazard_set_id, levels.level_id, levels.next_level_id
),

age_multipliers as (
    select
        multipliers.hazard_set_id,
        years.age,
        max(case when multipliers.decision = 'termination' then multipliers.multiplier end)
            as termination_multiplier,
        max(case when multipliers.decision = 'promotion' then multipliers.multiplier end)
            as promotion_multiplier
    from years
    inner join multipliers
        on multipliers.dimension = 'age'
        and {{ in_band('years.age', 'multipliers') }}
    group by multipliers.hazard_set_id, years.age
),

tenure_multipliers as (
    select
        multipliers.hazard_set_id,
        tenures.tenure,
        max(case when multipliers.decision = 'termination' then multipliers.multiplier end)
            as termination_multiplier,
        max(case when multipliers.decision = 'promotion' then multipliers.multiplier end)
            as promotion_multiplier
    from tenures
    inner join multipliers
        on multipliers.dimension = 'tenure'
        and {{ in_band('tenures.tenure', 'multipliers') }}
    group by multipliers.hazard_set_id, tenures.tenure
),

final as (
    select
        rates.hazard_set_id,
        cast(rates.level_id as smallint) as level_id,
        cast(age_multipliers.age as smallint) as age,
        cast(tenure_multipliers.tenure as smallint) as tenure,
        cast(round(
            cast(rates.termination_rate as double) * cast(age_multipliers.termination_multiplier as double)
            * cast(tenure_multipliers.termination_multiplier as double) * {{ billion() }}
        ) as bigint) as termination_ppb,
        cast(round(least(
            cast(rates.promotion_rate as double) * cast(age_multipliers.promotion_multiplier as double)
            * cast(tenure_multipliers.promotion_multiplier as double), 1
        ) * {{ billion() }}) as bigint) as promotion_ppb
    from rates
    inner join age_multipliers on rates.hazard_set_id = age_multipliers.hazard_set_id
    inner join tenure_multipliers
        on rates.hazard_set_id = tenure_multipliers.hazard_set_id
        and tenure_multipliers.tenure <= age_multipliers.age - 14
)

select * from final
