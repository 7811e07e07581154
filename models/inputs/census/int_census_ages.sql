{%- set imputes = parameter('impute_missing_age') | lower -%}
with

census as (
    select * from {{ ref('int_census_levels') }}
),

entry_ages as (
    select
        age_from,
        age_to,
        lead(age_from) over (order by age_from) as next_age_from,
        cast(sum(weight) over (order by age_from) - weight as double)
        / cast(sum(weight) over () as double) as share_from,
        cast(sum(weight) over (order by age_from) as double) / cast(sum(weight) over () as double) as share_to
    from {{ ref('entry_ages') }}
),

drawn as (
    select
        *,
        70 - tenure as latest_entry_age,
        {{ uniform_draw('employee_key', entry_salt('entry_age_band')) }} as band_draw,
        {{ uniform_draw('employee_key', entry_salt('entry_age')) }} as age_draw
    from census
),

reachable as (
    {#- nobody is older than 70 by a drawn age, so that of the ages at entry only those up to 70 - tenure are possible #}
    select
        drawn.*,
        latest.age_from is not null as has_entry_age,
        drawn.band_draw * case
            when drawn.latest_entry_age >= latest.age_to then latest.share_to
            else
                latest.share_from + (latest.share_to - latest.share_from)
                * cast(drawn.latest_entry_age - latest.age_from + 1 as double) / (latest.age_to - latest.age_from + 1)
        end as reachable_draw
    from drawn
    left join entry_ages as latest
        on drawn.known_age is null
        and {{ imputes }}
        and drawn.latest_entry_age >= latest.age_from
        and (drawn.latest_entry_age < latest.next_age_from or latest.next_age_from is null)
),

aged as (
    select
        reachable.*,
        case
            when known_age is not null or not {{ imputes }} then known_age
            when not has_entry_age then greatest(tenure + 18, 70)
            else least(
                tenure + entry_ages.age_from
                + cast(floor(age_draw * (least(entry_ages.age_to, latest_entry_age) - entry_ages.age_from + 1)) as integer),
                70
            )
        end as age
    from reachable
    left join entry_ages
        on {{ imputes }}
        and reachable.reachable_draw >= entry_ages.share_from
        and reachable.reachable_draw < entry_ages.share_to
),

final as (
    select
        source_row,
        employee_id,
        employee_key,
        census_year,
        census_date,
        level_id,
        age,
        tenure,
        compensation,
        fte,
        paid_fte,
        hire_date,
        birth_date,
        active_flag,
        job_title,
        level_source,
        given_level_id is null as is_level_derived,
        given_level_id is not null and is_level_unknown as is_level_unknown,
        known_age is null and age is not null as is_age_imputed,
        first_row
    from aged
)

select * from final
