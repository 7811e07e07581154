{{ config(enabled=has_past_censuses(), materialized='ephemeral') }}
with

spreads as (
    select * from {{ ref('int_fitted_spreads') }}
),

entry_pay as (
    select * from {{ ref('int_fitted_entry_pay') }}
),

unit_spreads as (
    select * from {{ ref('int_fitted_unit_spreads') }}
),

promotion_raise as (
    select * from {{ ref('int_fitted_promotion_raise') }}
),

final as (
    select
        'target_growth_rate' as parameter_name,
        exp(log_growth_rate) - 1 as estimate,
        interval_count as observations,
        'growth of headcount per year between the censuses' as basis
    from spreads
    union all
    select
        'cola_rate' as parameter_name,
        cola_rate as estimate,
        interval_count as observations,
        'growth per year of the pay that new entries start on, at the same mix of levels' as basis
    from entry_pay
    union all
    select
        'growth_volatility' as parameter_name,
        power(growth_variance, 5e-1) as estimate,
        interval_count as observations,
        'spread of the yearly growth' as basis
    from spreads
    union all
    {#- rates add the chance in all the events that they were fitted to #}
    select
        'termination_volatility' as parameter_name,
        power(termination_variance + termination_chance, 5e-1) as estimate,
        interval_count as observations,
        'spread of exits relative to those that the fitted rates expect, beyond chance' as basis
    from spreads
    union all
    select
        'unit_termination_volatility' as parameter_name,
        power(unit_variance + unit_chance, 5e-1) as estimate,
        interval_count as observations,
        'spread of the exits of units relative to those expected of them, beyond chance and the spread of all' as basis
    from unit_spreads
    union all
    select
        'promotion_volatility' as parameter_name,
        power(promotion_variance + promotion_chance, 5e-1) as estimate,
        interval_count as observations,
        'spread of promotions relative to those that the fitted rates expect, beyond chance' as basis
    from spreads
    union all
    select
        'raise_volatility' as parameter_name,
        power(raise_variance, 5e-1) as estimate,
        interval_count as observations,
        'spread of the yearly raise of those who stay in their level' as basis
    from spreads
    union all
    select
        'volatility_persistence' as parameter_name,
        1e0 / (interval_count + 1) as estimate,
        interval_count as observations,
        'share of the volatilities that is not knowing the mean' as basis
    from spreads
    union all
    select
        'volatility_degrees_of_freedom' as parameter_name,
        interval_count + 3e0 as estimate,
        interval_count as observations,
        'years that the volatilities rest on, four usual ones with those of the file, less one' as basis
    from spreads
    union all
    select
        'promotion_raise_rate' as parameter_name,
        promotion_raise_rate as estimate,
        promotion_count as observations,
        'raise of the promoted beyond that of their level' as basis
    from promotion_raise
)

select * from final
