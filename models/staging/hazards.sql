with

given as (
    select * from {{ assumption_rows('hazards') }}
),

final as (
    select
        trim(cast(decision as {{ dbt.type_string() }})) as decision,
        try_cast(level_id as integer) as level_id,
        try_cast(annual_rate as decimal(12, 9)) as annual_rate
    from given
)

select * from final
