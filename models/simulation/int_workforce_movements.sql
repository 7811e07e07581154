{{ config(materialized='view') }}
with

years as (
    select * from {{ ref('int_workforce_years') }}
),

trial_years as (
    select * from {{ ref('int_trial_years') }}
),

baseline as (
    select * from {{ ref('baseline_workforce') }}
),

raise_rates as (
    select * from {{ ref('int_raise_rates') }}
),

job_levels as (
    select * from {{ ref('job_levels') }}
),

dated as (
    select
        trial_years.scenario_id,
        trial_years.replication_id,
        years.*,
        years.opening_level_id is null as is_new_hire,
        years.opening_level_id < years.level_id as is_promoted,
        trial_years.first_day,
        trial_years.days_in_year,
        trial_years.raise_date,
        {{ add_days('trial_years.first_day', 'floor(' ~ uniform_draw(
            'years.employee_key', 'trial_years.hire_date_salt'
        ) ~ ' * trial_years.days_in_year)') }} as drawn_hire_date,
        {{ add_days('trial_years.first_day', 'floor(' ~ uniform_draw(
            'years.employee_key', 'trial_years.promotion_date_salt'
        ) ~ ' * trial_years.days_in_year)') }} as drawn_promotion_date,
        {{ uniform_draw('years.employee_key', 'trial_years.exit_date_salt') }} as exit_date_draw,
        {{ add_days('trial_years.first_day', 'trial_years.days_in_year - 1') }} as last_day,
        {{ promoted_compensation(
            'years.opening_compensation', 'trial_years.promotion_raise_rate',
            'cast(job_levels.min_salary as decimal(22, 2)) * trial_years.last_band_index'
        ) }} as promoted_compensation,
        {{ raised_compensation('years.opening_compensation', 'raise_rates.raise_rate') }} as raised_compensation
    from years
    inner join trial_years
        on years.trial_id = trial_years.trial_id
        and years.simulation_year = trial_years.simulation_year
    inner join raise_rates
        on trial_years.scenario_id = raise_rates.scenario_id
        and years.level_id = raise_rates.level_id
    inner join job_levels on years.level_id = job_levels.level_id
),

changed as (
    select
        *,
        case when is_new_hire then drawn_hire_date end as hire_date,
        case when is_promoted then drawn_promotion_date end as promotion_date,
        case when is_new_hire then drawn_hire_date else first_day end as first_day_employed,
        not is_new_hire and exit_code = 0 as has_raise,
        {#- pay between a year's promotion and its raise: whichever comes first has been applied #}
        case
            when not is_promoted then opening_compensation
            when drawn_promotion_date <= raise_date then promoted_compensation
            else raised_compensation
        end as middle_compensation
    from dated
),

exited as (
    select
        *,
        case when exit_code <> 0 then {{ add_days(
            'first_day_employed',
            'floor(exit_date_draw * (' ~ days_between('first_day_employed', 'last_day') ~ ' + 1))'
        ) }} end as exit_date
    from changed
),

spans as (
    select
        *,
        {{ days_between('first_day_employed', 'coalesce(exit_date, last_day)') }} + 1 as days_employed,
        case when has_raise then {{ days_between('first_day', 'raise_date') }} end as days_before_raise,
        case when is_promoted then {{ days_between('first_day', 'promotion_date') }} end
            as days_before_promotion
    from exited
),

earned as (
    {#- each salary times the days it was earned #}
    select
        *,
        case
            when is_new_hire then compensation * days_employed
            when exit_code <> 0 then opening_compensation * days_employed
            else
                opening_compensation
                * least(days_before_raise, coalesce(days_before_promotion, 366))
                + middle_compensation * abs(
                    days_before_raise - coalesce(days_before_promotion, days_before_raise)
                )
                + compensation * (
                    days_in_year - greatest(days_before_raise, coalesce(days_before_promotion, 0))
                )
        end as pay_days
    from spans
),

final as (
    select
        earned.scenario_id,
        earned.replication_id,
        earned.simulation_year,
        earned.employee_key,
        coalesce(
            baseline.employee_id,
            'NH-' || cast(earned.simulation_year - earned.tenure as {{ dbt.type_string() }})
            || '-' || cast({{ hire_number('earned.employee_key') }} as {{ dbt.type_string() }})
        ) as employee_id,
        earned.age,
        earned.tenure,
        earned.opening_level_id,
        earned.level_id,
        earned.opening_compensation,
        earned.middle_compensation,
        earned.compensation,
        earned.exit_code,
        earned.is_new_hire,
        earned.is_promoted,
        earned.has_raise,
        earned.hire_date,
        earned.promotion_date,
        earned.raise_date,
        earned.exit_date,
        {{ whole_cents('cast(earned.pay_days as double) / earned.days_in_year') }} as paid_compensation
    from earned
    left join baseline
        on earned.employee_key = baseline.employee_key
)

select * from final
