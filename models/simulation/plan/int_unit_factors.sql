-- depends_on: {{ ref('int_input_problems') }}
{{ config(materialized='table') }}
with

assumption_sets as (
    select * from {{ ref('int_assumption_sets') }}
),

multipliers as (
    select * from {{ ref('multipliers') }}
),

unit_values as (
    select * from {{ ref('int_unit_values') }}
),

trial_years as (
    select
        int_trial_years.trial_id,
        int_trial_years.replication_id,
        int_trial_years.simulation_year,
        int_trial_years.hazard_set_id,
        scenarios.random_seed,
        cast(scenarios.unit_termination_volatility as double) as volatility,
        cast(scenarios.volatility_persistence as double) as persistence
    from {{ ref('int_trial_years') }} as int_trial_years
    inner join {{ ref('int_scenario_parameters') }} as scenarios on int_trial_years.scenario_id = scenarios.scenario_id
),

units as (
    select
        unit_id,
        unit_name
    from {{ ref('dim_units') }}
),

factors as (
    {#- scenarios that share a set share its rows #}
    select
        assumption_sets.hazard_set_id,
        unit_values.unit_id,
        dimension,
        multipliers.decision,
        max(cast(multipliers.multiplier as double)) as factor
    from multipliers
    inner join assumption_sets using (scenario_id)
    inner join unit_values using (dimension, value)
    group by assumption_sets.hazard_set_id, unit_values.unit_id, dimension, multipliers.decision
),

products as (
    select
        hazard_set_id,
        unit_id,
        {%- for decision in ['termination', 'promotion', 'layoff'] %}
        1e0
        {%- for name in parameter('dimensions') %}
        * coalesce(max(case when decision = '{{ decision }}' and dimension = '{{ name }}' then factor end), 1e0)
        {%- endfor %} as {{ decision }}_factor{{ ',' if not loop.last }}
        {%- endfor %}
    from factors
    group by hazard_set_id, unit_id
),

unit_years as (
    {#- units that have factors, and all where they have good and bad years #}
    select *
    from trial_years
    cross join units
    left join products using (hazard_set_id, unit_id)
    where volatility > 0 or termination_factor is not null
),

drawn as (
    select
        *,
        case when volatility > 0 then round(
            power(1 - persistence, 5e-1) * {{ normal_draw('unit_termination_shock', key='unit_name') }}
            + power(persistence, 5e-1) * {{ normal_draw('unit_termination_shock', year='0', key='unit_name') }}, 9
        ) else 0e0 end as draw
    from unit_years
),

final as (
    select
        trial_id,
        simulation_year,
        unit_id,
        coalesce(termination_factor, 1e0) as planned_termination_factor,
        coalesce(termination_factor, 1e0) * cast({{ rate_shock('volatility', 'draw') }} as double) as termination_factor,
        coalesce(promotion_factor, 1e0) as promotion_factor,
        coalesce(layoff_factor, 1e0) as layoff_factor
    from drawn
)

select * from final
