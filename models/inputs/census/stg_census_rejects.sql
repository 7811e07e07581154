with

checked as (
    select * from {{ ref('int_census_checked') }}
),

final as (
    select
        source_row,
        employee_id,
        reasons,
        level_id,
        age,
        tenure,
        compensation,
        hire_date,
        active_flag,
        census_year
    from checked
    where reasons is not null
)

select * from final
