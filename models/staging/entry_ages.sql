with

given as (
    select * from {{ assumption_rows('entry_ages') }}
),

final as (
    select
        try_cast(age_from as integer) as age_from,
        try_cast(age_to as integer) as age_to,
        try_cast(weight as decimal(15, 6)) as weight
    from given
)

select * from final
