with

transitions as (
    select * from {{ ref('int_panel_transitions') }}
    where is_fitted
),

rates as (
    select * from {{ ref('rpt_fitted_rates') }}
),

entries as (
    select
        census_year,
        count(*) as entries
    from {{ ref('int_panel_entries') }}
    where is_fitted
    group by census_year
),

expected as (
    select
        transitions.*,
        level_rates.fitted_value * age_rates.fitted_value * tenure_rates.fitted_value
        * cast(transitions.interval_years as double) as expected_exits,
        raise_rates.fitted_value as raise_rate
    from transitions
    inner join rates as level_rates
        on level_rates.decision = 'termination'
        and level_rates.dimension = 'level'
        and transitions.level_id = level_rates.level_id
    inner join rates as age_rates
        on age_rates.decision = 'termination'
        and age_rates.dimension = 'age'
        and transitions.age >= age_rates.from_years
        and (transitions.age <= age_rates.to_years or age_rates.to_years is null)
    inner join rates as tenure_rates
        on tenure_rates.decision = 'termination'
        and tenure_rates.dimension = 'tenure'
        and transitions.tenure >= tenure_rates.from_years
        and (transitions.tenure <= tenure_rates.to_years or tenure_rates.to_years is null)
    left join rates as raise_rates
        on raise_rates.decision = 'raise'
        and transitions.level_id = raise_rates.level_id
),

stayers as (
    select
        *,
        next_level_id = level_id as is_same_level,
        next_compensation between compensation / 2 and compensation * 2 as is_plausible
    from expected
    where not is_exit
),

headcounts as (
    select
        expected.census_year,
        cast(max(expected.interval_years) as double) as interval_years,
        count(*) as opening_headcount,
        count(*) - sum(case when expected.is_exit then 1 else 0 end) + max(coalesce(entries.entries, 0)) as closing_headcount,
        cast(sum(case when expected.is_exit then 1 else 0 end) as double) as exits,
        cast(sum(cast(round(expected.expected_exits * 1000000000) as bigint)) as double) / 1000000000 as expected_exits
    from expected
    left join entries on expected.next_year = entries.census_year
    group by expected.census_year
),

pay_years as (
    select
        census_year,
        cast(sum(next_compensation - compensation) as double) / cast(sum(compensation * interval_years) as double) as raise_rate
    from stayers
    where is_same_level and is_plausible
    group by census_year
),

years as (
    select
        headcounts.census_year,
        headcounts.interval_years,
        headcounts.exits,
        headcounts.expected_exits,
        headcounts.opening_headcount,
        ln(cast(headcounts.closing_headcount as double) / headcounts.opening_headcount) as log_growth,
        headcounts.exits / nullif(headcounts.expected_exits, 0) as exit_ratio,
        pay_years.raise_rate
    from headcounts
    left join pay_years on headcounts.census_year = pay_years.census_year
),

means as (
    select
        count(*) as interval_count,
        sum(interval_years) as total_years,
        sum(log_growth) / nullif(sum(interval_years), 0) as log_growth_rate,
        sum(exits) / nullif(sum(opening_headcount * interval_years), 0) as termination_rate,
        sum(raise_rate) / nullif(count(raise_rate), 0) as raise_rate
    from years
),

spreads as (
    select
        max(means.interval_count) as interval_count,
        sum(
            (years.log_growth - means.log_growth_rate * years.interval_years)
            * (years.log_growth - means.log_growth_rate * years.interval_years) / years.interval_years
        ) / nullif(max(means.interval_count) - 1, 0) as growth_variance,
        greatest(
            sum((years.exit_ratio - 1) * (years.exit_ratio - 1)) / nullif(max(means.interval_count) - 1, 0)
            - sum(1 / years.expected_exits) / nullif(max(means.interval_count), 0), 0e0
        ) as exit_variance,
        sum((years.raise_rate - means.raise_rate) * (years.raise_rate - means.raise_rate))
        / nullif(max(means.interval_count) - 1, 0) as raise_variance
    from years
    cross join means
),

promotions as (
    select
        count(*) as promotion_count,
        cast(sum(next_compensation) as double)
        / nullif(sum(cast(compensation as double) * (1 + raise_rate * cast(interval_years as double))), 0) - 1 as raise_rate
    from stayers
    where next_level_id > level_id and is_level_known and is_plausible
),

final as (
    {#- a spread seen in n intervals is widened by the square root of 1 + 1/n, for the mean is not known either #}
    select
        'target_growth_rate' as parameter_name,
        round(exp(log_growth_rate) - 1, 6) as estimate,
        interval_count as observations,
        'headcount of the last fitted census over the first, per year' as basis
    from means

    union all

    select
        'growth_volatility' as parameter_name,
        round(power(growth_variance * (1 + 1e0 / interval_count), 5e-1), 6) as estimate,
        interval_count as observations,
        'spread of yearly growth between censuses' as basis
    from spreads

    union all

    select
        'termination_rate' as parameter_name,
        round(termination_rate, 6) as estimate,
        interval_count as observations,
        'exits per person-year; the run takes the tables as they stand (total_termination_rate: null)' as basis
    from means

    union all

    select
        'termination_volatility' as parameter_name,
        round(power(exit_variance * (1 + 1e0 / interval_count), 5e-1), 6) as estimate,
        interval_count as observations,
        'spread of exits over those the tables expect, beyond chance' as basis
    from spreads

    union all

    select
        'raise_volatility' as parameter_name,
        round(power(raise_variance * (1 + 1e0 / interval_count), 5e-1), 6) as estimate,
        interval_count as observations,
        'spread between years of the raise of those who stay in their level' as basis
    from spreads

    union all

    select
        'promotion_raise_rate' as parameter_name,
        round(greatest(raise_rate, 0e0), 6) as estimate,
        promotion_count as observations,
        'raise of the promoted beyond that of their level' as basis
    from promotions
)

select * from final
