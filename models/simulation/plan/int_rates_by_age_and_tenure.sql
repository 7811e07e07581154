-- depends_on: {{ ref('int_input_problems') }}
{{ config(materialized='table') }}
with

levels as (
    select
        level_id,
        lead(level_id) over (order by level_id) as next_level_id
    from {{ ref('job_levels') }}
),

sets as (
    {#- one scenario stands for all that share a set #}
    select
        hazard_set_id,
        min(scenario_id) as scenario_id
    from {{ ref('int_assumption_sets') }}
    group by hazard_set_id
),

hazards as (
    select * from {{ ref('hazards') }}
),

multipliers as (
    select * from {{ ref('multipliers') }}
),

years as (
    select years_and_one - 1 as years
    from (select {{ series(136) }} as years_and_one) as counted
),

retirement as (
    select * from {{ ref('int_retirement_rates') }}
),

level_rates as (
    select
        sets.hazard_set_id,
        levels.level_id,
        max(case when hazards.decision = 'termination' then cast(hazards.annual_rate as double) end) as termination_rate,
        {#- the top level has nowhere to go #}
        max(case
            when hazards.decision <> 'promotion' then null
            when levels.next_level_id is null then 0e0
            else cast(hazards.annual_rate as double)
        end) as promotion_rate
    from levels
    inner join hazards on levels.level_id = hazards.level_id
    inner join sets on hazards.scenario_id = sets.scenario_id
    group by sets.hazard_set_id, levels.level_id
),

year_multipliers as (
    select
        sets.hazard_set_id,
        multipliers.dimension,
        years.years,
        max(case when multipliers.decision = 'termination' then cast(multipliers.multiplier as double) end) as of_termination,
        max(case when multipliers.decision = 'promotion' then cast(multipliers.multiplier as double) end) as of_promotion,
        {#- a layoff takes all alike unless the table says whom it takes #}
        coalesce(max(case when multipliers.decision = 'layoff' then cast(multipliers.multiplier as double) end), 1e0)
            as of_layoff
    from years
    inner join multipliers on {{ in_band('years.years', 'multipliers') }}
    inner join sets on multipliers.scenario_id = sets.scenario_id
    group by sets.hazard_set_id, multipliers.dimension, years.years
),

final as (
    select
        level_rates.hazard_set_id,
        cast(level_rates.level_id as smallint) as level_id,
        cast(ages.years as smallint) as age,
        cast(tenures.years as smallint) as tenure,
        cast(round(
            level_rates.termination_rate
            {#- who may retire has a rate of that, which the multipliers of age stand in for otherwise #}
            * case when retirement.age is null then ages.of_termination else least(ages.of_termination, 1e0) end
            * tenures.of_termination * {{ billion() }}
        ) as bigint) as termination_ppb,
        coalesce(retirement.retirement_ppb, 0) as retirement_ppb,
        cast(round(ages.of_layoff * tenures.of_layoff * {{ billion() }}) as bigint) as layoff_ppb,
        cast(round(least(
            level_rates.promotion_rate * ages.of_promotion * tenures.of_promotion, 1
        ) * {{ billion() }}) as bigint) as promotion_ppb
    from level_rates
    inner join year_multipliers as ages
        on level_rates.hazard_set_id = ages.hazard_set_id
        and ages.dimension = 'age' and ages.years >= 14
    inner join year_multipliers as tenures
        on level_rates.hazard_set_id = tenures.hazard_set_id
        and tenures.dimension = 'tenure' and tenures.years <= ages.years - 14
    left join retirement
        on level_rates.hazard_set_id = retirement.hazard_set_id
        and ages.years = retirement.age and tenures.years = retirement.tenure
)

select * from final
