{{ config(enabled=has_past_censuses()) }}
with

transitions as (
    select * from {{ ref('int_panel_transitions') }}
    where is_fitted and not is_age_imputed
),

rules as (
    select rules.*
    from {{ ref('retirement_rules') }} as rules
    inner join {{ ref('int_scenario_parameters') }} as scenarios on rules.scenario_id = scenarios.scenario_id
    where scenarios.scenario_order = 1
),

eligible as (
    {{ years_since_eligible('rules') }}
),

final as (
    select
        transitions.census_year,
        transitions.source_row,
        transitions.level_id,
        transitions.age,
        transitions.tenure,
        transitions.interval_years,
        transitions.is_exit,
        cast(eligible.years_since_eligible as integer) as years_since_eligible
    from transitions
    inner join eligible
        on transitions.age = eligible.age
        and transitions.tenure = eligible.tenure
)

select * from final
