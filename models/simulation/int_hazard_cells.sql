{{ config(materialized='table') }}
-- depends_on: {{ ref('int_assumption_problems') }}
with

levels as (
    select
        level_id,
        lead(level_id) over (order by level_id) as next_level_id
    from {{ ref('job_levels') }}
),

hazards as (
    select * from {{ ref('hazards') }}
),

multipliers as (
    select * from {{ ref('multipliers') }}
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
    group by levels.level_id, levels.next_level_id
),

age_multipliers as (
    select
        years.age,
        max(case when multipliers.decision = 'termination' then multipliers.multiplier end)
            as termination_multiplier,
        max(case when multipliers.decision = 'promotion' then multipliers.multiplier end)
            as promotion_multiplier
    from years
    inner join multipliers
        on multipliers.dimension = 'age'
        and years.age >= multipliers.from_years
        and (years.age <= multipliers.to_years or multipliers.to_years is null)
    group by years.age
),

tenure_multipliers as (
    select
        tenures.tenure,
        max(case when multipliers.decision = 'termination' then multipliers.multiplier end)
            as termination_multiplier,
        max(case when multipliers.decision = 'promotion' then multipliers.multiplier end)
            as promotion_multiplier
    from tenures
    inner join multipliers
        on multipliers.dimension = 'tenure'
        and tenures.tenure >= multipliers.from_years
        and (tenures.tenure <= multipliers.to_years or multipliers.to_years is null)
    group by tenures.tenure
),

final as (
    select
        cast(rates.level_id as smallint) as level_id,
        cast(age_multipliers.age as smallint) as age,
        cast(tenure_multipliers.tenure as smallint) as tenure,
        cast(round(
            cast(rates.termination_rate as double) * cast(age_multipliers.termination_multiplier as double)
            * cast(tenure_multipliers.termination_multiplier as double) * 1000000000
        ) as bigint) as termination_ppb,
        cast(round(least(
            cast(rates.promotion_rate as double) * cast(age_multipliers.promotion_multiplier as double)
            * cast(tenure_multipliers.promotion_multiplier as double), 1
        ) * 1000000000) as bigint) as promotion_ppb
    from rates
    cross join age_multipliers
    inner join tenure_multipliers on tenure_multipliers.tenure <= age_multipliers.age - 14
)

select * from final
