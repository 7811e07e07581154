with

levels as (
    select * from {{ ref('agg_workforce_by_level') }}
),

parameters as (
    select * from {{ ref('int_scenario_parameters') }}
),

baseline as (
    select cast(sum(compensation) as double) / count(*) as baseline_avg_compensation
    from {{ ref('baseline_workforce') }}
),

people_costs as (
    select
        scenario_id,
        simulation_year,
        cast(sum(amount) as double) as people_cost
    from {{ ref('fct_people_cost') }}
    where dimension = 'all'
    group by scenario_id, simulation_year
),

trials as (
    select
        scenario_id,
        replication_id,
        simulation_year,
        cast(sum(headcount) as bigint) as headcount,
        {#- back to the exact cents that the mean was made of, so that no sum depends on its order #}
        sum(cast(round(avg_compensation * headcount, 2) as decimal(18, 2))) as total_compensation,
        sum(payroll_paid) as payroll_paid
    from levels
    group by scenario_id, replication_id, simulation_year
),

compared as (
    select
        trials.scenario_id,
        trials.simulation_year,
        trials.payroll_paid,
        trials.simulation_year - parameters.start_year + 1 as year_number,
        cast(trials.total_compensation as double) / nullif(trials.headcount, 0)
        / baseline.baseline_avg_compensation - 1 as growth_to_date
    from trials
    inner join parameters on trials.scenario_id = parameters.scenario_id
    cross join baseline
),

yearly as (
    select
        *,
        {{ compound_factor('growth_to_date', '1e0 / year_number') }} - 1 as pay_growth
    from compared
),

final as (
    select
        yearly.scenario_id,
        yearly.simulation_year,
        cast(sum(pay_growth) as double) / count(pay_growth) as avg_pay_growth,
        cast(sum(payroll_paid) as double) / count(*) as payroll_paid,
        coalesce(max(people_costs.people_cost), 0e0) / count(*) as people_cost
    from yearly
    left join people_costs
        on yearly.scenario_id = people_costs.scenario_id and yearly.simulation_year = people_costs.simulation_year
    group by yearly.scenario_id, yearly.simulation_year
)

select * from final
