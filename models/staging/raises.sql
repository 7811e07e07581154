with

given as (
    select * from {{ assumption_rows('raises') }}
),

final as (
    select
        try_cast(level_id as integer) as level_id,
        try_cast(merit_rate as decimal(12, 9)) as merit_rate
    from given
)

select * from final
