-- Fiscal years, as fiscal_year_start_month has them, and what a scenario changes against the first one within the same replications.
with

months as (
    select
        *,
        max(month) over (partition by scenario_id, replication_id, fiscal_year) as last_month
    from {{ ref('fct_headcount_by_month') }}
    where dimension = 'all'
),

costs as (
    select
        scenario_id,
        replication_id,
        fiscal_year,
        sum(amount) as people_cost
    from {{ ref('fct_people_cost_by_month') }}
    where dimension = 'all'
    group by scenario_id, replication_id, fiscal_year
),

totals as (
    select
        months.scenario_id,
        months.replication_id,
        months.fiscal_year,
        count(*) as month_count,
        sum(months.hires) as hires,
        sum(months.turnover + months.layoffs + months.new_hire_exits) as exits,
        sum(case when months.month = months.last_month then months.closing_headcount else 0 end) as closing_headcount,
        sum(months.pay) as pay,
        coalesce(max(costs.people_cost), 0) as people_cost
    from months
    left join costs
        on months.scenario_id = costs.scenario_id
        and months.replication_id = costs.replication_id and months.fiscal_year = costs.fiscal_year
    group by months.scenario_id, months.replication_id, months.fiscal_year
),

first_scenario as (
    select totals.*
    from totals
    inner join {{ ref('int_scenario_parameters') }} as scenarios on totals.scenario_id = scenarios.scenario_id
    where scenarios.scenario_order = 1
),

final as (
    select
        totals.scenario_id,
        'FY' || cast(totals.fiscal_year as string) as fiscal_year,
        cast(max(totals.month_count) as double) as month_count,
        round(cast(sum(totals.hires) as double) / count(*), 1) as hires,
        round(cast(sum(totals.exits) as double) / count(*), 1) as exits,
        round(cast(sum(totals.closing_headcount) as double) / count(*), 1) as closing_headcount,
        cast(round(cast(sum(totals.pay) as double) / count(*)) as bigint) as pay,
        cast(round(cast(sum(totals.people_cost) as double) / count(*)) as bigint) as people_cost,
        cast(round(
            cast(sum(totals.people_cost - first_scenario.people_cost) as double) / nullif(count(first_scenario.people_cost), 0)
        ) as bigint) as cost_difference
    from totals
    left join first_scenario
        on totals.replication_id = first_scenario.replication_id
        and totals.fiscal_year = first_scenario.fiscal_year and totals.scenario_id <> first_scenario.scenario_id
    group by totals.scenario_id, totals.fiscal_year
)

select *
from final
order by scenario_id asc, fiscal_year asc
