with

promoted as (
    select * from {{ ref('int_promotions') }}
),

this_year as (
    select * from {{ source('simulation', 'this_year') }}
),

raise_rates as (
    select
        this_year.trial_id,
        rates.level_id,
        rates.raise_rate + this_year.raise_shock as raise_rate
    from this_year
    inner join {{ ref('int_raise_rates') }} as rates using (scenario_id)
),

final as (
    select
        trial_id,
        promoted.employee_key,
        promoted.age,
        promoted.tenure,
        promoted.opening_level_id,
        level_id,
        promoted.opening_compensation,
        {{ raised_compensation('promoted.compensation', 'raise_rates.raise_rate') }} as compensation
    from promoted
    inner join raise_rates using (trial_id, level_id)
)

select * from final
