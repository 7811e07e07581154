-- What a year pays at each level: a few rows per trial and year, so that a person finds all of it by one join on numbers.
with

trial_years as (
    select * from {{ ref('counted_trial_years') }}
),

raise_rates as (
    select * from {{ ref('int_raise_rates') }}
),

job_levels as (
    select * from {{ ref('job_levels') }}
),

final as (
    select
        trial_years.trial_id,
        scenario_id,
        simulation_year,
        job_levels.level_id,
        trial_years.first_day,
        trial_years.days_in_year,
        trial_years.raise_date,
        {{ add_days('trial_years.first_day', 'trial_years.days_in_year - 1') }} as last_day,
        cast({{ days_between('trial_years.first_day', 'trial_years.raise_date') }} as smallint) as days_before_raise,
        trial_years.hire_date_salt,
        trial_years.promotion_date_salt,
        trial_years.exit_date_salt,
        trial_years.promotion_raise_rate,
        trial_years.promotion_raise_cap,
        {{ year_raise('raise_rates.raise_rate', 'trial_years.raise_shock') }} as raise_rate,
        {{ year_raise('raise_rates.cola_rate', 'trial_years.raise_shock') }} as cola_rate,
        {{ merit_maximum('raise_rates.merit_stops_at', 'trial_years.band_index') }} as merit_maximum,
        {{ promotion_minimum('job_levels.min_salary', 'trial_years.last_band_index') }} as promotion_minimum
    from trial_years
    inner join raise_rates using (scenario_id, simulation_year)
    inner join job_levels on raise_rates.level_id = job_levels.level_id
)

select * from final
