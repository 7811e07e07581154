{{ config(enabled=has_past_censuses(), materialized='ephemeral') }}
with

people as (
    select * from {{ ref('int_panel_eligible') }}
),

bands as (
    select * from {{ ref('int_fitted_take_up_bands') }}
),

rates as (
    select * from {{ ref('int_fitted_rates') }}
    where decision = 'termination' and base_rate is not null
),

exposed as (
    {#- a run has the same turnover for those who may retire: their age does not raise it #}
    select
        people.*,
        cast(round(cast(people.interval_years as double) * least(coalesce(
            of_level.fitted_value * of_tenure.fitted_value * least(of_age.fitted_value, 1e0), 0e0
        ), 1e0) * {{ billion() }}) as bigint) as turnover_ppb
    from people
    left join rates as of_level
        on of_level.dimension = 'level' and people.level_id = of_level.level_id
    left join rates as of_age
        on of_age.dimension = 'age' and {{ in_band('people.age', 'of_age') }}
    left join rates as of_tenure
        on of_tenure.dimension = 'tenure' and {{ in_band('people.tenure', 'of_tenure') }}
),

observed as (
    select
        bands.from_years,
        bands.to_years,
        bands.annual_rate,
        coalesce(cast(sum(exposed.interval_years) as double), 0e0) as exposure_years,
        cast(sum(case when exposed.is_exit then 1 else 0 end) as bigint) as events,
        coalesce(cast(sum(exposed.turnover_ppb) as double), 0e0) / {{ billion() }} as turnover
    from bands
    left join exposed on {{ in_band('exposed.years_since_eligible', 'bands') }}
    group by bands.from_years, bands.to_years, bands.annual_rate
),

seen as (
    {#- who is not there for turnover may retire; a rate of 0 or 1 in the table is not believed when the file has another #}
    select
        *,
        case when exposure_years > turnover
            then least(greatest((events - turnover) / (exposure_years - turnover), 0e0), 1e0) end as take_up,
        least(greatest(annual_rate, 1e-2), 99e-2) as usual_rate,
        least(greatest(annual_rate, 1e-2), 99e-2) * (exposure_years - turnover) as usual_retirements
    from observed
),

chances as (
    select
        *,
        (turnover + usual_retirements) * (1 - (turnover + usual_retirements) / nullif(exposure_years, 0)) as chance
    from seen
),

weighted as (
    select
        *,
        usual_retirements * usual_retirements / nullif(chance, 0) as worth
    from chances
),

variances as (
    {#- how much bands differ from the table beyond chance #}
    select
        round(greatest(coalesce(
            (sum((take_up / usual_rate - 1) * (take_up / usual_rate - 1) * worth) - count(worth)) / nullif(sum(worth), 0), 0e0
        ), 0e0), 9) as between_variance
    from weighted
),

believed as (
    select
        weighted.*,
        variances.between_variance,
        coalesce(
            weighted.worth * variances.between_variance / (weighted.worth * variances.between_variance + 1), 0e0
        ) as credibility
    from weighted
    cross join variances
),

final as (
    select
        'retirement' as decision,
        'years_since_eligible' as dimension,
        cast(null as integer) as level_id,
        from_years,
        to_years,
        round(exposure_years, 3) as exposure_years,
        events,
        round(turnover + usual_retirements, 3) as expected_events,
        round(events / nullif(exposure_years, 0), 9) as crude_rate,
        round(power(cast(events as double), 5e-1) / nullif(exposure_years, 0), 9) as crude_standard_error,
        round(take_up / usual_rate, 6) as crude_relative_rate,
        round(credibility, 6) as credibility,
        round(credibility * coalesce(take_up, 0e0) + (1 - credibility) * annual_rate, 6) as fitted_value,
        round(case
            when credibility > 0 then usual_rate * power((1 - credibility) * between_variance, 5e-1)
            else power(chance, 5e-1) / nullif(exposure_years - turnover, 0)
        end, 6) as standard_error,
        annual_rate as base_rate
    from believed
)

select * from final
