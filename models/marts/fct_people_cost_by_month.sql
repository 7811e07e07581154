with

cell_costs as (
    select * from {{ ref('int_cell_costs') }}
),

headcounts as (
    select * from {{ ref('int_month_headcounts') }}
),

months as (
    select * from {{ ref('int_plan_months') }}
),

members as (
    select * from {{ ref('int_group_members') }}
),

spread as (
    {#- by what the item is paid for, and whole cents of the year's cost #}
    select
        cell_costs.trial_id,
        cell_costs.unit_id,
        cell_costs.level_id,
        cell_costs.item,
        cell_costs.cost_cents,
        headcounts.month,
        case cell_costs.basis
            when 'percent_of_pay' then headcounts.pay_cents
            when 'per_head_year' then headcounts.employed_days
            when 'per_hire' then headcounts.hires
            when 'per_exit' then headcounts.turnover + headcounts.layoffs + headcounts.new_hire_exits
            when 'per_layoff' then headcounts.layoffs
        end as weight
    from cell_costs
    inner join headcounts
        on cell_costs.trial_id = headcounts.trial_id
        and cell_costs.simulation_year = headcounts.simulation_year
        and cell_costs.unit_id = headcounts.unit_id
        and cell_costs.level_id = headcounts.level_id
),

apportioned as (
    select
        *,
        {{ apportioned(
            'cast(cost_cents as double)', 'weight', "trial_id, unit_id, level_id, item, " ~ dbt.date_trunc('year', 'month'), 'month'
        ) }} as month_cents
    from spread
),

final as (
    select
        months.scenario_id,
        months.replication_id,
        months.month,
        months.fiscal_year,
        months.fiscal_month,
        cast(apportioned.item as {{ dbt.type_string() }}) as item,
        cast(members.dimension as {{ dbt.type_string() }}) as dimension,
        cast(members.value as {{ dbt.type_string() }}) as value,
        cast(sum(coalesce(apportioned.month_cents, 0)) * 0.01 as decimal(18, 2)) as amount
    from apportioned
    inner join months
        on apportioned.trial_id = months.trial_id and apportioned.month = months.month
    inner join members
        on apportioned.unit_id = members.unit_id and apportioned.level_id = members.level_id
    group by
        months.scenario_id, months.replication_id, months.month, months.fiscal_year, months.fiscal_month, apportioned.item,
        members.dimension, members.value
)

select * from final
