{%- set kinds = ['turnover', 'retirements', 'layoffs', 'new_hire_exits'] -%}
{%- set measures = ['opening_headcount', 'hires', 'exits', 'promotions_in', 'closing_headcount', 'pay'] + kinds -%}
{%- set place = 'scenario_id, replication_id, simulation_year, dimension, value' -%}
with

months as (
    select
        *,
        cast(extract(year from month) as smallint) as simulation_year,
        extract(month from month) as month_number,
        turnover + layoffs + new_hire_exits as exits,
        lag(closing_headcount) over (
            partition by scenario_id, replication_id, dimension, value order by month
        ) as last_closing_headcount
    from {{ ref('fct_headcount_by_month') }}
),

detailed_years as (
    select * from {{ ref('int_trial_years') }}
    where is_detailed
),

levels as (
    select
        scenario_id,
        replication_id,
        simulation_year,
        'level' as dimension,
        level_name as value,
        opening_headcount,
        hires,
        exits,
        promotions_in,
        headcount as closing_headcount,
        payroll_paid as pay,
        {%- for kind in kinds %}
        cast(null as bigint) as {{ kind }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('agg_workforce_by_level') }}
),

units as (
    select
        scenario_id,
        replication_id,
        simulation_year,
        dimension,
        value,
        opening_headcount,
        hires,
        turnover + layoffs + new_hire_exits as exits,
        promotions as promotions_in,
        closing_headcount,
        payroll_paid as pay,
        {{ kinds | join(', ') }}
    from {{ ref('agg_workforce_by_dimension') }}
),

whole_workforce as (
    {#- the bridge has the kinds of exits, and the levels all else #}
    select
        scenario_id,
        replication_id,
        simulation_year,
        'all' as dimension,
        'all' as value,
        {%- for measure in measures if measure not in kinds %}
        sum(levels.{{ measure }}) as {{ measure }},
        {%- endfor %}
        {%- for kind in kinds %}
        max(bridge.{{ kind }}) as {{ kind }}{{ ',' if not loop.last }}
        {%- endfor %}
    from levels
    inner join {{ ref('fct_headcount_bridge') }} as bridge using (scenario_id, replication_id, simulation_year)
    group by scenario_id, replication_id, simulation_year
),

years as (
    select * from levels
    union all
    select * from units
    union all
    select * from whole_workforce
),

sums as (
    select
        {{ place }},
        {%- for measure in measures %}
        sum({{ {
            'opening_headcount': 'case when month_number = 1 then opening_headcount else 0 end',
            'closing_headcount': 'case when month_number = 12 then closing_headcount else 0 end'
        }.get(measure, measure) }}) as {{ measure }},
        {%- endfor %}
        count(*) as month_count
    from months
    group by {{ place }}
),

event_months as (
    select
        scenario_id,
        replication_id,
        cast({{ dbt.date_trunc('month', 'event_date') }} as date) as month,
        sum(case when event_type = 'hire' then 1 else 0 end) as hires,
        sum(case when event_type = 'termination' then 1 else 0 end) as exits,
        sum(case when event_type = 'promotion' then 1 else 0 end) as promotions_in
    from {{ ref('fct_workforce_events') }}
    group by scenario_id, replication_id, cast({{ dbt.date_trunc('month', 'event_date') }} as date)
),

cost_years as (
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

judged_costs as (
    select
        {{ place }},
        cast(null as date) as month,
        item || ' of twelve months is not that of the year' as broken_rule
    from {{ ref('fct_people_cost') }} as people_cost
    inner join detailed_years using (scenario_id, replication_id, simulation_year)
    left join cost_years using ({{ place }}, item)
    where coalesce(cost_years.amount <> people_cost.amount, true)
),

judged_years as (
    select
        {{ place }},
        cast(null as date) as month,
        case
            {%- for measure in measures %}
            when {{ "dimension <> 'level' and " if measure in kinds }}coalesce(sums.{{ measure }} <> years.{{ measure }}, true)
                then '{{ measure }} of twelve months is not that of the year'
            {%- endfor %}
            when sums.month_count <> 12 then 'not twelve months'
        end as broken_rule
    from years
    inner join detailed_years using (scenario_id, replication_id, simulation_year)
    left join sums using ({{ place }})
),

judged_months as (
    select
        {{ place }},
        month,
        case
            when opening_headcount <> last_closing_headcount then 'a month does not open with what the one before closed with'
            when closing_headcount <> opening_headcount + months.hires - months.exits + months.promotions_in - promotions_out
                then 'closing is not opening + hires - exits + promotions_in - promotions_out'
            {%- for measure in ['hires', 'exits', 'promotions_in'] %}
            when dimension = 'all' and months.{{ measure }} <> coalesce(event_months.{{ measure }}, 0)
                then '{{ measure }} are not the events dated in the month'
            {%- endfor %}
        end as broken_rule
    from months
    left join event_months using (scenario_id, replication_id, month)
)

select * from judged_costs
union all
select * from judged_years
where broken_rule is not null
union all
select * from judged_months
where broken_rule is not null
