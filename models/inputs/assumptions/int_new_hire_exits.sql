-- How many of a day's hires are gone after each day of service, by `new_hire_hazards`, and how many hires have that many days left in the
-- year. It is built before the rows are checked, so that wrong ones must not break it.
with

hazards as (
    select
        scenario_id,
        cast(from_month as double) as from_month,
        cast(coalesce(lead(from_month) over (partition by scenario_id order by from_month), 12) as double) as to_month,
        ln(greatest(least(1 - cast(monthly_rate as double), 1e0), 1e-9)) as log_survival
    from {{ ref('new_hire_hazards') }}
),

calendars as (
    select * from {{ ref('int_event_calendars') }}
    where event = 'hire'
),

year_lengths as (
    {%- for first_day, days_in_year in {'2001-01-01': 365, '2000-01-01': 366}.items() %}
    select
        cast('{{ first_day }}' as date) as first_day,
        {{ days_in_year }} as days_in_year
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

days as (
    select
        *,
        {{ series('days_in_year') }} as service_days
    from year_lengths
),

survived as (
    {#- months are twelfths of the year. Decimals add up to the same in any order #}
    select
        hazards.scenario_id,
        days.first_day,
        days.days_in_year,
        days.service_days,
        sum(cast(hazards.log_survival * greatest(
            least(12e0 * days.service_days / days.days_in_year, hazards.to_month) - hazards.from_month, 0e0
        ) as decimal(18, 12))) as log_survival
    from hazards
    cross join days
    group by hazards.scenario_id, days.first_day, days.days_in_year, days.service_days
),

gone as (
    select
        *,
        cast(round((1 - exp(cast(log_survival as double))) * {{ billion() }}) as bigint) as gone_ppb,
        {{ add_days('first_day', 'days_in_year - service_days') }} as hire_date
    from survived
),

final as (
    select
        gone.scenario_id,
        gone.days_in_year,
        gone.service_days,
        coalesce(lag(gone.gone_ppb) over (
            partition by gone.scenario_id, gone.days_in_year order by gone.service_days
        ), 0) as gone_before_ppb,
        gone.gone_ppb,
        coalesce(
            (calendars.share_to - calendars.share_from) / extract(day from last_day(gone.hire_date)), 1e0 / gone.days_in_year
        ) as hire_share
    from gone
    left join calendars
        on gone.scenario_id = calendars.scenario_id
        and extract(month from gone.hire_date) = calendars.month
)

select * from final
