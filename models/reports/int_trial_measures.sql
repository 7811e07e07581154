{{ config(materialized='view') }}
{%- set counts = ['headcount', 'hires', 'exits', 'promotions'] -%}
with

by_level as (
    {#- whole cents: their sums are exact, whatever the order #}
    select
        scenario_id,
        replication_id,
        simulation_year,
        'level' as dimension,
        cast(level_id as integer) as level_key,
        level_name as value,
        headcount,
        hires,
        exits,
        promotions_in as promotions,
        cast(payroll_paid * 100 as bigint) as payroll_cents,
        cast(floor(coalesce(avg_compensation, 0e0) * headcount * 100 + 0.5e0) as bigint) as salary_cents
    from {{ ref('agg_workforce_by_level') }}
),

by_unit as (
    select
        scenario_id,
        replication_id,
        simulation_year,
        dimension,
        32768 as level_key,
        value,
        closing_headcount as headcount,
        hires,
        turnover + layoffs + new_hire_exits as exits,
        promotions,
        cast(payroll_paid * 100 as bigint) as payroll_cents,
        cast(floor(coalesce(avg_compensation, 0e0) * closing_headcount * 100 + 0.5e0) as bigint) as salary_cents
    from {{ ref('agg_workforce_by_dimension') }}
),

whole_workforce as (
    select
        scenario_id,
        replication_id,
        simulation_year,
        'all' as dimension,
        32768 as level_key,
        'all' as value,
        {%- for measure in counts + ['payroll_cents', 'salary_cents'] %}
        cast(sum({{ measure }}) as bigint) as {{ measure }}{% if not loop.last %},{% endif %}
        {%- endfor %}
    from by_level
    group by scenario_id, replication_id, simulation_year
),

stacked as (
    select * from by_level
    union all
    select * from by_unit
    union all
    select * from whole_workforce
),

more_than_salaries as (
    {#- without, people cost their pay #}
    select item from {{ ref('cost_items') }}
    where rate > 0 and item <> 'salary'
    union all
    select measure from {{ ref('thresholds') }}
    where measure = 'people_cost'
),

people_costs as (
    select
        scenario_id,
        replication_id,
        simulation_year,
        dimension,
        value,
        cast(sum(amount) * 100 as bigint) as cost_cents
    from {{ ref('fct_people_cost') }}
    group by scenario_id, replication_id, simulation_year, dimension, value
),

measures as (
    select *
    from (
        values
        {%- for measure in counts + ['payroll', 'people_cost', 'average_pay'] %}
        ('{{ measure }}'){% if not loop.last %},{% endif %}
        {%- endfor %}
    ) as listed (measure)
    where measure <> 'people_cost' or (select count(*) from more_than_salaries) > 0
),

final as (
    select
        stacked.scenario_id,
        stacked.replication_id,
        stacked.simulation_year,
        stacked.dimension,
        stacked.level_key,
        stacked.value,
        measures.measure,
        case measures.measure
            {%- for measure in counts %}
            when '{{ measure }}' then stacked.{{ measure }} * 100
            {%- endfor %}
            when 'payroll' then stacked.payroll_cents
            when 'people_cost' then coalesce(people_costs.cost_cents, 0)
            when 'average_pay'
                then cast(floor(
                    cast(stacked.salary_cents as double) / nullif(stacked.headcount, 0) + 0.5e0
                ) as bigint)
        end as hundredths
    from stacked
    cross join measures
    left join people_costs
        on measures.measure = 'people_cost'
        and stacked.scenario_id = people_costs.scenario_id and stacked.replication_id = people_costs.replication_id
        and stacked.simulation_year = people_costs.simulation_year
        and stacked.dimension = people_costs.dimension and stacked.value = people_costs.value
)

select *
from final
where hundredths is not null
