{%- set measures = [
    'opening_headcount', 'hires', 'turnover', 'retirements', 'layoffs', 'new_hire_exits', 'closing_headcount', 'target_headcount'
] -%}
with

levels as (
    select
        *,
        lag(headcount) over (
            partition by scenario_id, replication_id, level_id order by simulation_year
        ) as last_headcount
    from {{ ref('agg_workforce_by_level') }}
),

baseline as (
    select
        level_id,
        count(*) as headcount
    from {{ ref('baseline_workforce') }}
    group by level_id
),

bridge as (
    select * from {{ ref('fct_headcount_bridge') }}
),

totals as (
    select
        scenario_id,
        replication_id,
        simulation_year,
        sum(opening_headcount) as opening_headcount,
        sum(hires) as hires,
        sum(exits) as exits,
        sum(promotions_in) as promotions_in,
        sum(promotions_out) as promotions_out,
        sum(headcount) as headcount,
        sum(payroll_paid) as payroll_paid
    from levels
    group by scenario_id, replication_id, simulation_year
),

dimensions as (
    {#- the values of each dimension #}
    select
        scenario_id,
        replication_id,
        simulation_year,
        dimension,
        {%- for measure in measures %}
        sum({{ measure }}) as {{ measure }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('agg_workforce_by_dimension') }}
    group by scenario_id, replication_id, simulation_year, dimension
),

costs as (
    {#- the values of each dimension, and the whole #}
    select
        scenario_id,
        replication_id,
        simulation_year,
        item,
        dimension,
        sum(amount) as amount
    from {{ ref('fct_people_cost') }}
    group by scenario_id, replication_id, simulation_year, item, dimension
),

whole_costs as (
    select * from costs
    where dimension = 'all'
),

salaries as (
    select * from whole_costs
    where item = 'salary'
),

whole_salaries as (
    {#- of scenarios that pay whole salaries and nothing else under that name #}
    select scenario_id
    from {{ ref('cost_items') }}
    where item = 'salary'
    group by scenario_id
    having min(case when basis = 'percent_of_pay' and rate = 1 and annual_cap is null then 1 else 0 end) = 1
),

identities as (
    {%- for measure in measures %}
    select
        'sum of {{ measure }} over the values of ' || dimensions.dimension as identity,
        scenario_id,
        replication_id,
        simulation_year,
        cast(null as smallint) as level_id,
        dimensions.{{ measure }} as left_side,
        bridge.{{ measure }} as right_side
    from bridge
    inner join dimensions using (scenario_id, replication_id, simulation_year)

    union all
    {%- endfor %}
    {%- for measure, other_side in [
        ('opening_headcount', 'bridge.opening_headcount'),
        ('hires', 'bridge.hires'),
        ('exits', 'bridge.exits'),
        ('headcount', 'bridge.closing_headcount'),
        ('promotions_in', 'totals.promotions_out'),
    ] %}
    select
        'sum of {{ measure }} over levels = {{ other_side }}' as identity,
        scenario_id,
        replication_id,
        simulation_year,
        cast(null as smallint) as level_id,
        totals.{{ measure }} as left_side,
        {{ other_side }} as right_side
    from bridge
    left join totals using (scenario_id, replication_id, simulation_year)

    union all
    {%- endfor %}

    select
        'sum of ' || item || ' over the values of ' || costs.dimension as identity,
        scenario_id,
        replication_id,
        simulation_year,
        cast(null as smallint) as level_id,
        costs.amount as left_side,
        whole_costs.amount as right_side
    from costs
    inner join whole_costs using (scenario_id, replication_id, simulation_year, item)

    union all

    select
        'salary = payroll' as identity,
        scenario_id,
        replication_id,
        simulation_year,
        cast(null as smallint) as level_id,
        coalesce(salaries.amount, 0) as left_side,
        totals.payroll_paid as right_side
    from totals
    inner join whole_salaries using (scenario_id)
    left join salaries using (scenario_id, replication_id, simulation_year)

    union all

    select
        'headcount = opening + hires - exits + promotions_in - promotions_out' as identity,
        scenario_id,
        replication_id,
        simulation_year,
        level_id,
        headcount as left_side,
        opening_headcount + hires - exits + promotions_in - promotions_out as right_side
    from levels

    union all

    select
        'opening_headcount = headcount of the year before' as identity,
        levels.scenario_id,
        levels.replication_id,
        levels.simulation_year,
        levels.level_id,
        levels.opening_headcount as left_side,
        coalesce(levels.last_headcount, baseline.headcount, 0) as right_side
    from levels
    left join baseline on levels.level_id = baseline.level_id
)

select *
from identities
where left_side is distinct from right_side
