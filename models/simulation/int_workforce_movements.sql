-- depends_on: {{ ref('int_workforce_years') }}
{{ config(materialized='view') }}
with

earned as (
    select * from {{ ref('int_workforce_earned') }}
),

trials as (
    select
        trial_id,
        scenario_id,
        replication_id,
        simulation_year
    from {{ ref('int_trial_years') }}
    where is_detailed
),

baseline as (
    select * from {{ ref('baseline_workforce') }}
),

final as (
    select
        earned.trial_id,
        trials.scenario_id,
        trials.replication_id,
        earned.simulation_year,
        earned.employee_key,
        coalesce(
            baseline.employee_id,
            'NH-' || cast({{ hire_year('earned.employee_key') }} as {{ dbt.type_string() }})
            || '-' || cast({{ hire_number('earned.employee_key') }} as {{ dbt.type_string() }})
        ) as employee_id,
        earned.age,
        earned.tenure,
        earned.opening_level_id,
        earned.level_id,
        earned.opening_compensation,
        earned.middle_compensation,
        earned.compensation,
        earned.exit_code,
        earned.is_new_hire,
        earned.is_promoted,
        earned.has_raise,
        earned.raise_rate,
        earned.hire_date,
        earned.promotion_date,
        earned.raise_date,
        earned.exit_date,
        earned.paid_compensation
    from earned
    inner join trials
        on earned.trial_id = trials.trial_id
        and earned.simulation_year = trials.simulation_year
    left join baseline
        on earned.employee_key = baseline.employee_key
)

select * from final
