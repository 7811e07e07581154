{{ config(materialized='view') }}
{%- set year, outcome = ['trial_id', 'simulation_year', 'unit_id'], ['opening_level_id', 'level_id', 'exit_code'] -%}
{%- set cell = 'trial_id, simulation_year, level_id' -%}
{%- set turnover_codes = [exit_code('turnover'), exit_code('retirement'), exit_code('planned')] -%}
{%- set flows = [
    'turnover', 'retirements', 'planned_exits', 'layoffs', 'hires', 'planned_hires', 'new_hire_exits', 'promotions_in'
] -%}
{%- set standing = {
    'total_age': 'cast(age as bigint)', 'total_tenure': 'cast(tenure as bigint)', 'total_fte': 'fte', 'total_compensation': 'compensation'
} -%}
{%- set spent = {'payroll_paid': 'paid_compensation', 'employed_days': 'cast(days_employed as bigint)'} -%}
{%- set counted = ['promotions_out', 'headcount', 'total_age', 'total_tenure', 'employed_days'] -%}
{%- for cap in cost_caps() -%}
    {%- do spent.update({'pay_below_cap_' ~ loop.index: 'least(paid_compensation, cast(' ~ cap ~ ' as ' ~ money_type() ~ '))'}) -%}
{%- endfor %}
-- depends_on: {{ ref('cost_items') }}
with

paid as (
    select * from {{ ref('int_employee_pay') }}
),

moves as (
    select
        {{ (year + outcome) | join(', ') }},
        count(*) as people,
        count(planned_date) as planned_people,
        {%- for total, amount in dict(standing, **spent).items() %}
        sum({{ amount }}) as {{ total }}{{ ',' if not loop.last }}
        {%- endfor %}
    from paid
    group by {{ (year + outcome) | join(', ') }}
),

sides as (
    select
        {{ year | join(', ') }},
        level_id,
        0 as opening_headcount,
        case when exit_code in ({{ turnover_codes | join(', ') }}) then people else 0 end as turnover,
        case when exit_code = {{ exit_code('retirement') }} then people else 0 end as retirements,
        case when exit_code = {{ exit_code('planned') }} then people else 0 end as planned_exits,
        case when exit_code = {{ exit_code('layoff') }} then people else 0 end as layoffs,
        case when opening_level_id is null then people else 0 end as hires,
        case when opening_level_id is null then planned_people else 0 end as planned_hires,
        case when exit_code = {{ exit_code('new_hire_exit') }} then people else 0 end as new_hire_exits,
        case when opening_level_id < level_id then people else 0 end as promotions_in,
        case when exit_code = {{ exit_code('active') }} then people else 0 end as headcount,
        0 as promotions_out,
        {%- for total in standing %}
        case when exit_code = {{ exit_code('active') }} then {{ total }} end as {{ total }},
        {%- endfor %}
        {{ spent | join(', ') }}
    from moves
    union all
    select
        {{ year | join(', ') }},
        opening_level_id as level_id,
        people as opening_headcount,
        {%- for flow in flows + ['headcount'] %}
        0 as {{ flow }},
        {%- endfor %}
        case when opening_level_id < level_id then people else 0 end as promotions_out,
        {%- for total in dict(standing, **spent) %}
        null as {{ total }}{{ ',' if not loop.last }}
        {%- endfor %}
    from moves
    where opening_level_id is not null
),

counts as (
    select
        trial_id,
        simulation_year,
        level_id,
        {{ 'unit_id' if parameter('dimensions') else 'cast(null as smallint)' }} as unit_id,
        {%- for count in ['opening_headcount'] + flows + counted %}
        cast(sum({{ count }}) as bigint) as {{ count }},
        {%- endfor %}
        cast(sum(total_fte) as decimal(18, 4)) as total_fte,
        {%- for total in ['total_compensation'] + spent | reject('eq', 'employed_days') | list %}
        cast(sum({{ total }}) as decimal(18, 2)) as {{ total }}{{ ',' if not loop.last }}
        {%- endfor %}
    from sides
    group by {{ 'grouping sets ((' ~ cell ~ '), (' ~ cell ~ ', unit_id))' if parameter('dimensions') else cell }}
),

medians as (
    select
        trial_id,
        simulation_year,
        level_id,
        round(median(cast(compensation as double)), 3) as median_compensation
    from {{ ref('counted_years') }}
    where exit_code = {{ exit_code('active') }}
    group by trial_id, simulation_year, level_id
),

final as (
    select
        counts.*,
        medians.median_compensation
    from counts
    left join medians
        on counts.trial_id = medians.trial_id
        and counts.simulation_year = medians.simulation_year and counts.level_id = medians.level_id and counts.unit_id is null
)

select * from final
