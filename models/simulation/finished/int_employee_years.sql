{{ config(materialized='view') }}
with

paid as (
    select * from {{ ref('int_employee_pay') }}
),

trials as (
    select * from {{ ref('counted_trial_years') }}
),

baseline as (
    select * from {{ ref('baseline_workforce') }}
),

final as (
    select
        paid.trial_id,
        trials.scenario_id,
        trials.replication_id,
        paid.simulation_year,
        paid.employee_key,
        coalesce(
            baseline.employee_id,
            'NH-' || cast({{ hire_year('paid.employee_key') }} as {{ dbt.type_string() }})
            || '-' || cast({{ hire_number('paid.employee_key') }} as {{ dbt.type_string() }})
        ) as employee_id,
        {%- for column in [
            'age', 'tenure', 'unit_id', 'opening_level_id', 'opening_years_in_level', 'level_id', 'opening_compensation', 'middle_compensation',
            'compensation', 'exit_code', 'is_new_hire', 'is_promoted', 'has_raise', 'raise_rate', 'planned_date', 'hire_date', 'promotion_date',
            'raise_date', 'exit_date', 'paid_compensation', 'fte'
        ] %}
        paid.{{ column }},
        {%- endfor %}
        cast({{ years_in_level('paid') }} as smallint) as years_in_level
    from paid
    inner join trials
        on paid.trial_id = trials.trial_id
        and paid.simulation_year = trials.simulation_year
    left join baseline
        on paid.employee_key = baseline.employee_key
)

select * from final
