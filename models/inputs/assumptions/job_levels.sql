with

given as (
    select * from {{ assumption_rows('job_levels') }}
),

final as (
    select
        {{ whole_number('level_id') }} as level_id,
        trim(cast(level_name as {{ dbt.type_string() }})) as level_name,
        {{ decimal_number('min_salary', 12, 2) }} as min_salary,
        {{ decimal_number('max_salary', 12, 2) }} as max_salary
    from given
)

select * from final
