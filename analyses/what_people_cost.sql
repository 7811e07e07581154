-- Each item of what people cost in the last year of each scenario, beside the pay of that year and for each employee and year.
with

scenarios as (
    select * from {{ ref('int_scenario_parameters') }}
),

costs as (
    select
        people_cost.scenario_id,
        people_cost.simulation_year,
        people_cost.item,
        cast(sum(people_cost.amount) as double) / max(scenarios.replications) as amount
    from {{ ref('fct_people_cost') }} as people_cost
    inner join scenarios
        on people_cost.scenario_id = scenarios.scenario_id and people_cost.simulation_year = scenarios.end_year
    where people_cost.dimension = 'all'
    group by people_cost.scenario_id, people_cost.simulation_year, people_cost.item
),

heads as (
    select
        scenario_id,
        simulation_year,
        cast(sum(opening_headcount + closing_headcount) as double) / 2 / count(*) as average_headcount
    from {{ ref('fct_headcount_bridge') }}
    group by scenario_id, simulation_year
),

final as (
    select
        costs.scenario_id,
        costs.simulation_year,
        costs.item,
        cast(round(costs.amount) as bigint) as amount,
        round(costs.amount / nullif(salaries.amount, 0), 4) as share_of_salaries,
        round(costs.amount / nullif(heads.average_headcount, 0), 2) as per_head
    from costs
    inner join heads on costs.scenario_id = heads.scenario_id and costs.simulation_year = heads.simulation_year
    left join costs as salaries on costs.scenario_id = salaries.scenario_id and salaries.item = 'salary'
)

select *
from final
order by scenario_id asc, amount desc, item asc
