with

years as (
    select * from {{ ref('fct_people_cost') }}
),

dimensions as (
    select
        scenario_id,
        replication_id,
        simulation_year,
        item,
        dimension,
        sum(amount) as amount
    from years
    group by scenario_id, replication_id, simulation_year, item, dimension
),

detailed_years as (
    select * from {{ ref('int_trial_years') }}
    where is_detailed
),

months as (
    select
        scenario_id,
        replication_id,
        cast(extract(year from month) as smallint) as simulation_year,
        item,
        dimension,
        value,
        sum(amount) as amount
    from {{ ref('fct_people_cost_by_month') }}
    group by scenario_id, replication_id, cast(extract(year from month) as smallint), item, dimension, value
),

salaries as (
    {#- of scenarios that pay whole salaries and nothing else under that name #}
    select
        scenario_id,
        min(case when basis = 'percent_of_pay' and rate = 1 and annual_cap is null then 1 else 0 end) as is_whole
    from {{ ref('cost_items') }}
    where item = 'salary'
    group by scenario_id
),

payrolls as (
    select
        levels.scenario_id,
        levels.replication_id,
        levels.simulation_year,
        sum(levels.payroll_paid) as amount
    from {{ ref('agg_workforce_by_level') }} as levels
    inner join salaries on levels.scenario_id = salaries.scenario_id and salaries.is_whole = 1
    group by levels.scenario_id, levels.replication_id, levels.simulation_year
),

final as (
    select
        dimensions.scenario_id,
        dimensions.replication_id,
        dimensions.simulation_year,
        dimensions.item,
        'the values of ' || dimensions.dimension || ' do not add up to all' as broken_rule
    from dimensions
    inner join dimensions as whole using (scenario_id, replication_id, simulation_year, item)
    where whole.dimension = 'all' and dimensions.amount <> whole.amount

    union all

    select
        years.scenario_id,
        years.replication_id,
        years.simulation_year,
        years.item,
        'twelve months of ' || years.value || ' are not the year' as broken_rule
    from years
    inner join detailed_years
        on years.scenario_id = detailed_years.scenario_id
        and years.replication_id = detailed_years.replication_id and years.simulation_year = detailed_years.simulation_year
    left join months
        on years.scenario_id = months.scenario_id
        and years.replication_id = months.replication_id
        and years.simulation_year = months.simulation_year
        and years.item = months.item and years.dimension = months.dimension and years.value = months.value
    where coalesce(months.amount <> years.amount, true)

    union all

    select
        payrolls.scenario_id,
        payrolls.replication_id,
        payrolls.simulation_year,
        'salary' as item,
        'salary is not the payroll' as broken_rule
    from payrolls
    left join years
        on payrolls.scenario_id = years.scenario_id
        and payrolls.replication_id = years.replication_id
        and payrolls.simulation_year = years.simulation_year and years.item = 'salary' and years.dimension = 'all'
    where coalesce(years.amount, 0) <> payrolls.amount
)

select * from final
