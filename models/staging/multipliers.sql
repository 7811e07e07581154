with

given as (
    select * from {{ assumption_rows('multipliers') }}
),

final as (
    select
        trim(cast(decision as {{ dbt.type_string() }})) as decision,
        trim(cast(dimension as {{ dbt.type_string() }})) as dimension,
        try_cast(from_years as integer) as from_years,
        try_cast(to_years as integer) as to_years,
        try_cast(multiplier as decimal(12, 6)) as multiplier
    from given
)

select * from final
