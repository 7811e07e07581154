with

movements as (
    select * from {{ ref('int_employee_years') }}
    where exit_code = {{ exit_code('active') }}
),

final as (
    select
        scenario_id,
        replication_id,
        simulation_year,
        employee_id,
        unit_id,
        level_id,
        age,
        tenure,
        years_in_level,
        fte,
        compensation as current_compensation,
        is_new_hire,
        paid_compensation,
        employee_key
    from movements
)

select * from final
