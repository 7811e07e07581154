-- What became of one employee, step by step: each decision with its probability, its draw, the draw below which it
-- happens, and how it ended. Say who in --vars '{employee: NH-2026-7, replication: 1}', to dbt show or dbt compile.
{%- set inputs = var('analysis_inputs') -%}
{%- set employee = given_parameters().get('employee', inputs.employee) | string -%}
{%- set hire = modules.re.match('NH-([0-9]{4})-([0-9]{1,9})$', employee) -%}
{%- set is_hire = hire and hire.group(1) | int >= parameter('start_year') %}
with

timeline as (
    {#- the key as a literal, so that of a large file only the rows of this employee are read #}
    select * from {{ ref('rpt_employee_timeline') }}
    where
        employee_key = {{ hire_key(hire.group(1), hire.group(2)) if is_hire else hash_to_integer(sql_text(employee)) }}
        and employee_id = {{ sql_text(employee) }}
        and replication_id = {{ given_parameters().get('replication', inputs.replication) | int }}
)

select
    scenario_id,
    simulation_year,
    outcome,
    probability,
    draw,
    draw_limit,
    step_number,
    step,
    event_date,
    age,
    tenure,
    level_rate,
    age_multiplier,
    tenure_multiplier,
    scaling_factor,
    faced_by,
    happened_to,
    level_name_before,
    level_name_after,
    pay_before,
    pay_after,
    merit_rate,
    cola_rate,
    raise_rate,
    paid_compensation,
    sentence,
    because
from timeline
order by scenario_id, simulation_year, step_number
