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
        levels.scenario_id,
        levels.replication_id,
        levels.simulation_year,
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
    group by levels.scenario_id, levels.replication_id, levels.simulation_year
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

compared as (
    select
        {%- for measure in measures %}
        years.{{ measure }} as year_{{ measure }},
        sums.{{ measure }},
        {%- endfor %}
        sums.month_count,
        {{ place }}
    from years
    inner join detailed_years using (scenario_id, replication_id, simulation_year)
    left join sums using ({{ place }})
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

identities as (
    {%- for measure in measures + ['month_count'] %}
    select
        '{{ measure }} of twelve months is that of the year' as identity,
        {{ place }},
        cast(null as date) as month,
        {{ measure }} as left_side,
        {{ 12 if measure == 'month_count' else 'year_' ~ measure }} as right_side
    from compared
    {%- if measure in kinds %}
    where dimension <> 'level'
    {%- endif %}

    union all
    {%- endfor %}
    {%- for measure in ['hires', 'exits', 'promotions_in'] %}

    select
        '{{ measure }} are the events of the month' as identity,
        {{ place }},
        month,
        months.{{ measure }} as left_side,
        coalesce(event_months.{{ measure }}, 0) as right_side
    from months
    left join event_months using (scenario_id, replication_id, month)
    where months.dimension = 'all'

    union all
    {%- endfor %}

    select
        'a month opens with what the one before closed with' as identity,
        {{ place }},
        month,
        opening_headcount as left_side,
        coalesce(last_closing_headcount, opening_headcount) as right_side
    from months

    union all

    select
        'closing = opening + hires - exits + promotions_in - promotions_out' as identity,
        {{ place }},
        month,
        closing_headcount as left_side,
        opening_headcount + hires - exits + promotions_in - promotions_out as right_side
    from months
)

select * from identities
where left_side is distinct from right_side
