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
    select
        scenario_id,
        replication_id,
        simulation_year
    from {{ ref('int_trial_years') }}
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

wholes as (
    select * from dimensions
    where dimension = 'all'
),

final as (
    select
        scenario_id,
        replication_id,
        simulation_year,
        item,
        'the values of ' || dimensions.dimension || ' do not add up to all' as broken_rule
    from dimensions
    inner join wholes using (scenario_id, replication_id, simulation_year, item)
    where dimensions.amount <> wholes.amount

    union all

    select
        scenario_id,
        replication_id,
        simulation_year,
        item,
        'twelve months of ' || value || ' are not the year' as broken_rule
    from years
    inner join detailed_years using (scenario_id, replication_id, simulation_year)
    left join months using (scenario_id, replication_id, simulation_year, item, dimension, value)
    where coalesce(months.amount <> years.amount, true)

    union all

    select
        scenario_id,
        replication_id,
        simulation_year,
        'salary' as item,
        'salary is not the payroll' as broken_rule
    from payrolls
    left join dimensions using (scenario_id, replication_id, simulation_year)
    where dimensions.item = 'salary' and dimensions.dimension = 'all' and dimensions.amount <> payrolls.amount
)

select * from final
