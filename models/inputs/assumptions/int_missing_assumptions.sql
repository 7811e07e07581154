{{ config(materialized='ephemeral') }}
with

scenarios as (
    select
        scenario_id,
        count(*) over () as scenario_count
    from {{ ref('int_scenario_parameters') }}
),

levels as (
    select level_id
    from {{ ref('job_levels') }}
    where level_id is not null
),

decisions as (
    select 'termination' as decision
    union all
    select 'promotion' as decision
),

dimensions as (
    select 'age' as dimension
    union all
    select 'tenure' as dimension
),

missing_rows as (
    select
        scenarios.*,
        '`hazards`: no ' || decisions.decision || ' rate for level_id '
        || cast(levels.level_id as {{ dbt.type_string() }}) as problem
    from scenarios
    cross join levels
    cross join decisions
    left join {{ ref('hazards') }} as hazards
        on scenarios.scenario_id = hazards.scenario_id
        and levels.level_id = hazards.level_id
        and decisions.decision = hazards.decision
    where hazards.level_id is null

    union all

    select
        scenarios.*,
        '`raises`: no merit_rate for level_id ' || cast(levels.level_id as {{ dbt.type_string() }}) as problem
    from scenarios
    cross join levels
    left join {{ ref('raises') }} as raises
        on scenarios.scenario_id = raises.scenario_id
        and levels.level_id = raises.level_id
    where raises.level_id is null

    union all

    select
        scenarios.*,
        '`multipliers`: no bands for ' || decisions.decision || ' by ' || dimensions.dimension as problem
    from scenarios
    cross join decisions
    cross join dimensions
    left join {{ ref('multipliers') }} as multipliers
        on scenarios.scenario_id = multipliers.scenario_id
        and decisions.decision = multipliers.decision
        and dimensions.dimension = multipliers.dimension
    where multipliers.decision is null

    union all

    select
        scenarios.*,
        '`cost_items`: no row for the item salary, such as salary,percent_of_pay,1' as problem
    from scenarios
    left join {{ ref('cost_items') }} as cost_items
        on scenarios.scenario_id = cost_items.scenario_id and cost_items.item = 'salary'
    where cost_items.item is null
),

final as (
    {#- a problem of every scenario is told once, without a name #}
    select
        case
            when count(*) over (partition by problem) = scenario_count then problem
            else problem || ' in scenario ' || scenario_id
        end as problem
    from missing_rows
)

select * from final
