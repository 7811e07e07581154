with

given as (
    select * from {{ assumption_rows('raises') }}
),

final as (
    select
        {{ whole_number('level_id') }} as level_id,
        {{ decimal_number('merit_rate', 12, 9) }} as merit_rate
    from given
)

select * from final
