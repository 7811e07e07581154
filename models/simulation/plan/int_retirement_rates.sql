-- Who may retire, and at what rate. A rule is met for as many years as the condition that was met last.
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
    select * from {{ ref('retirement_rules') }}
),

take_up as (
    select
        *,
        lead(years_since_eligible) over (partition by scenario_id order by years_since_eligible) - 1 as to_years
    from {{ ref('retirement_take_up') }}
),

years as (
    select years_and_one - 1 as years
    from (select {{ series(136) }} as years_and_one) as counted
),

eligible as (
    select
        sets.hazard_set_id,
        sets.scenario_id,
        ages.years as age,
        tenures.years as tenure,
        {#- both engines leave a null, which is no condition, out of least #}
        max(least(
            ages.years - rules.min_age,
            tenures.years - rules.min_tenure,
            floor((ages.years + tenures.years - rules.min_age_plus_tenure) / 2e0)
        )) as years_since_eligible
    from sets
    inner join rules on sets.scenario_id = rules.scenario_id
    inner join years as ages on ages.years >= 14
    inner join years as tenures on tenures.years <= ages.years - 14
    where
        ages.years >= coalesce(rules.min_age, 0)
        and tenures.years >= coalesce(rules.min_tenure, 0)
        and ages.years + tenures.years >= coalesce(rules.min_age_plus_tenure, 0)
    group by sets.hazard_set_id, sets.scenario_id, ages.years, tenures.years
),

final as (
    select
        eligible.hazard_set_id,
        eligible.age,
        eligible.tenure,
        cast(round(coalesce(cast(take_up.annual_rate as double), 0e0) * {{ billion() }}) as bigint) as retirement_ppb
    from eligible
    left join take_up
        on eligible.scenario_id = take_up.scenario_id
        and eligible.years_since_eligible >= take_up.years_since_eligible
        and eligible.years_since_eligible <= coalesce(take_up.to_years, 999)
)

select * from final
