-- depends_on: {{ ref('simulation_config') }}, {{ ref('stg_census_rejects') }}
{{ config(
    pre_hook="{{ require_configuration(ref('simulation_config')) }}",
    post_hook="{{ require_active_employees(this, ref('stg_census_rejects')) }}"
) }}
with

census as (
    select * from {{ ref('stg_census_data') }}
),

final as (
    select
        employee_key,
        employee_id,
        level_id,
        age,
        tenure,
        compensation,
        hire_date,
        is_age_imputed,
        is_level_derived,
        paid_fte
    from census
    where active_flag = true and census_year = {{ baseline_year() }}
)

select * from final
