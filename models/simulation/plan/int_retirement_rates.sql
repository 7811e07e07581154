-- Who may retire, and at what rate.
{{ config(materialized='ephemeral') }}
with

sets as (
    {#- one scenario stands for all that share a set #}
    select
        hazard_set_id,
        min(scenario_id) as scenario_id
    from {{ ref('int_assumption_sets') }}
    group by hazard_set_id
),

rules as (
    select rules.*
    from {{ ref('retirement_rules') }} as rules
    inner join sets on rules.scenario_id = sets.scenario_id
),

take_up as (
    select
        *,
        lead(years_since_eligible) over (partition by scenario_id order by years_since_eligible) - 1 as to_years
    from {{ ref('retirement_take_up') }}
),

eligible as (
    {{ years_since_eligible('rules') }}
),

final as (
    select
        sets.hazard_set_id,
        eligible.age,
        eligible.tenure,
        cast(round(coalesce(cast(take_up.annual_rate as double), 0e0) * {{ billion() }}) as bigint) as retirement_ppb
    from eligible
    inner join sets on eligible.scenario_id = sets.scenario_id
    left join take_up
        on eligible.scenario_id = take_up.scenario_id
        and eligible.years_since_eligible >= take_up.years_since_eligible
        and eligible.years_since_eligible <= coalesce(take_up.to_years, 999)
)

select * from final
