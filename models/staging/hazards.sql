with

given as (
    select * from {{ assumption_rows('hazards') }}
),

final as (
    select
        trim(cast(decision as {{ dbt.type_string() }})) as decision,
        {{ whole_number('level_id') }} as level_id,
        {{ decimal_number('annual_rate', 12, 9) }} as annual_rate
    from given
)

select * from final
