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
    {#- all who were employed, each for the days of the year #}
    select
        trial_years.scenario_id,
        trial_years.simulation_year,
        cast(sum(level_years.employed_days) as double) / max(trial_years.days_in_year) / max(scenarios.replications) as heads
    from {{ ref('int_level_years') }} as level_years
    inner join {{ ref('int_trial_years') }} as trial_years
        on level_years.trial_id = trial_years.trial_id and level_years.simulation_year = trial_years.simulation_year
    inner join scenarios on trial_years.scenario_id = scenarios.scenario_id
    where level_years.unit_id is null
    group by trial_years.scenario_id, trial_years.simulation_year
),

final as (
    select
        costs.scenario_id,
        costs.simulation_year,
        costs.item,
        cast(round(costs.amount) as bigint) as amount,
        round(costs.amount / nullif(salaries.amount, 0), 4) as share_of_salaries,
        round(costs.amount / nullif(heads.heads, 0), 2) as per_head
    from costs
    inner join heads on costs.scenario_id = heads.scenario_id and costs.simulation_year = heads.simulation_year
    left join costs as salaries on costs.scenario_id = salaries.scenario_id and salaries.item = 'salary'
)

select *
from final
order by scenario_id asc, amount desc, item asc
