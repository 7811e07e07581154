with

promoted as (
    select * from {{ ref('int_promotions') }}
),

this_year as (
    select * from {{ ref('this_year') }}
),

raise_rates as (
    select * from {{ ref('int_raise_rates') }}
),

part_time as (
    select * from {{ ref('baseline_workforce') }}
    where paid_fte <> 1
),

year_rates as (
    select
        this_year.trial_id,
        raise_rates.level_id,
        {{ year_raise('raise_rates.raise_rate', 'this_year.raise_shock') }} as raise_rate,
        {{ year_raise('raise_rates.cola_rate', 'this_year.raise_shock') }} as cola_rate,
        {{ merit_maximum('raise_rates.merit_stops_at', 'this_year.band_index') }} as merit_maximum
    from this_year
    inner join raise_rates using (scenario_id, simulation_year)
),

raised as (
    select
        promoted.*,
        year_rates.cola_rate,
        {{ paid_share('year_rates.merit_maximum', 'part_time.paid_fte') }} as merit_maximum,
        {{ raised_compensation('promoted.compensation', 'year_rates.raise_rate') }} as raised_compensation
    from promoted
    inner join year_rates
        on promoted.trial_id = year_rates.trial_id
        and promoted.level_id = year_rates.level_id
    left join part_time on promoted.employee_key = part_time.employee_key
),

final as (
    select
        trial_id,
        employee_key,
        age,
        tenure,
        unit_id,
        opening_level_id,
        opening_years_in_level,
        level_id,
        opening_compensation,
        {{ limited_raise('raised_compensation', 'compensation', 'cola_rate', 'merit_maximum') }} as compensation
    from raised
)

select * from final
