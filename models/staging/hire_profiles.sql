with

given as (
    select * from {{ assumption_rows('hire_profiles') }}
),

final as (
    select
        {{ whole_number('level_id') }} as level_id,
        {{ whole_number('age_from') }} as age_from,
        {{ whole_number('age_to') }} as age_to,
        {{ decimal_number('hire_weight', 15, 6) }} as hire_weight,
        {{ decimal_number('pay_position_from', 7, 6) }} as pay_position_from,
        {{ decimal_number('pay_position_to', 7, 6) }} as pay_position_to
    from given
)

select * from final
