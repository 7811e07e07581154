with

given as (
    select * from {{ assumption_rows('entry_ages') }}
),

final as (
    select
        {{ whole_number('age_from') }} as age_from,
        {{ whole_number('age_to') }} as age_to,
        {{ decimal_number('weight', 15, 6) }} as weight
    from given
)

select * from final
