{{ config(materialized='ephemeral') }}
{%- set types = {
    'probability': 'double', 'draw': 'double', 'draw_limit': 'double', 'is_ranked': 'boolean', 'level_rate': 'double',
    'age_multiplier': 'double', 'tenure_multiplier': 'double', 'years_in_level_multiplier': 'double', 'unit_multiplier': 'double',
    'unit_volatility': 'double', 'years_in_level': 'smallint', 'scaling_factor': 'double', 'faced_by': 'bigint',
    'happened_to': 'bigint', 'level_before': 'smallint', 'level_after': 'smallint', 'pay_before': money_type(),
    'pay_after': money_type(), 'merit_rate': 'decimal(8, 6)', 'cola_rate': 'decimal(8, 6)', 'raise_rate': 'decimal(8, 6)',
    'paid_compensation': money_type()
} -%}
{%- set given = {
    'starts': ['level_after', 'pay_after'],
    'decided': types | reject('in', ['merit_rate', 'cola_rate', 'paid_compensation']) | list,
    'followed': ['level_before', 'level_after', 'pay_before', 'pay_after', 'merit_rate', 'cola_rate', 'raise_rate'],
    'year_ends': ['level_after', 'pay_after', 'paid_compensation']
} -%}
with

decided as (
    select * from {{ ref('int_decision_steps') }}
),

movements as (
    select * from {{ ref('int_employee_years') }}
),

events as (
    select * from {{ ref('fct_workforce_events') }}
    where event_type in ('hire', 'raise') or reason = 'planned'
),

trial_years as (
    select * from {{ ref('int_trial_years') }}
    where is_detailed
),

scenario_years as (
    select * from {{ ref('int_scenario_years') }}
),

baseline as (
    select * from {{ ref('baseline_workforce') }}
),

starts as (
    select
        trial_years.scenario_id,
        trial_years.replication_id,
        cast(trial_years.simulation_year - 1 as smallint) as simulation_year,
        baseline.employee_key,
        baseline.employee_id,
        0 as step_number,
        'census' as step,
        'active' as outcome,
        baseline.hire_date as event_date,
        baseline.age,
        baseline.tenure,
        baseline.unit_id,
        baseline.level_id as level_after,
        baseline.compensation as pay_after
    from trial_years
    cross join baseline
    where trial_years.is_first_year
),

followed as (
    select
        scenario_id,
        replication_id,
        simulation_year,
        employee_key,
        events.employee_id,
        case when events.event_type in ('hire', 'termination') then 1 else events.sequence_in_year + 2 end as step_number,
        case events.event_type when 'termination' then 'planned_exit' else events.event_type end as step,
        case events.event_type when 'hire' then 'hired' when 'termination' then 'left' else 'raised' end
        || case when events.reason = 'planned' then ' as planned' else '' end as outcome,
        events.event_date,
        case events.event_type when 'hire' then events.age else events.age - 1 end as age,
        case events.event_type when 'hire' then events.tenure else events.tenure - 1 end as tenure,
        events.unit_id,
        events.level_before,
        events.level_after,
        events.pay_before,
        events.pay_after,
        movements.raise_rate - trial_years.raise_shock - scenario_years.cola_rate as merit_rate,
        case when events.event_type = 'raise' then scenario_years.cola_rate end as cola_rate,
        movements.raise_rate
    from events
    inner join movements using (scenario_id, replication_id, simulation_year, employee_key)
    inner join trial_years using (scenario_id, replication_id, simulation_year)
    inner join scenario_years using (scenario_id, simulation_year)
),

year_ends as (
    select
        scenario_id,
        replication_id,
        simulation_year,
        employee_key,
        employee_id,
        6 as step_number,
        'year_end' as step,
        case when exit_code = {{ exit_code('active') }} then 'active' else 'gone' end as outcome,
        cast(null as date) as event_date,
        age,
        tenure,
        unit_id,
        case when exit_code = {{ exit_code('active') }} then level_id end as level_after,
        case when exit_code = {{ exit_code('active') }} then compensation end as pay_after,
        paid_compensation
    from movements
),

final as (
    {%- for step, columns in given.items() %}
    select
        scenario_id,
        replication_id,
        simulation_year,
        employee_id,
        employee_key,
        step_number,
        step,
        outcome,
        event_date,
        age,
        tenure,
        unit_id,
        {%- for column, type in types.items() %}
        cast({{ column if column in columns else 'null' }} as {{ type }}) as {{ column }}{% if not loop.last %},{% endif %}
        {%- endfor %}
    from {{ step }}
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
)

select * from final
