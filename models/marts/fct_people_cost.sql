with

cell_costs as (
    select * from {{ ref('int_cell_costs') }}
),

members as (
    select * from {{ ref('int_group_members') }}
),

final as (
    select
        cell_costs.scenario_id,
        cell_costs.replication_id,
        cell_costs.simulation_year,
        cast(cell_costs.item as {{ dbt.type_string() }}) as item,
        cast(members.dimension as {{ dbt.type_string() }}) as dimension,
        cast(members.value as {{ dbt.type_string() }}) as value,
        cast(sum(cell_costs.cost_cents) * 0.01 as decimal(18, 2)) as amount
    from cell_costs
    inner join members
        on cell_costs.unit_id = members.unit_id and cell_costs.level_id = members.level_id
    group by
        cell_costs.scenario_id, cell_costs.replication_id, cell_costs.simulation_year, cell_costs.item, members.dimension,
        members.value
)

select * from final
