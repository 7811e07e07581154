with

given as (
    select * from {{ assumption_rows('job_levels') }}
),

final as (
    select
        try_cast(level_id as integer) as level_id,
        trim(cast(level_name as {{ dbt.type_string() }})) as level_name,
        try_cast(min_salary as decimal(12, 2)) as min_salary,
        try_cast(max_salary as decimal(12, 2)) as max_salary
    from given
)

select * from final
