with

given as (
    select * from {{ assumption_rows('hire_profiles') }}
),

final as (
    select
        try_cast(level_id as integer) as level_id,
        try_cast(age_from as integer) as age_from,
        try_cast(age_to as integer) as age_to,
        try_cast(hire_weight as decimal(15, 6)) as hire_weight,
        try_cast(pay_position_from as decimal(7, 6)) as pay_position_from,
        try_cast(pay_position_to as decimal(7, 6)) as pay_position_to
    from given
)

select * from final
