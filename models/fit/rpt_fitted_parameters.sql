{{ config(enabled=has_past_censuses()) }}
{#-
    The spread s of n values as the standard deviation of the next one: s x sqrt(1 + 1/n), for the mean is not known either,
    and times t(0.95; n - 1) / z(0.95), for s is not, so that a normal draw has the 90 % range of a prediction interval. Rates
    add the chance in all the events that they were fitted to.
-#}
{%- set widening = '(1 + 1e0 / interval_count) * power(' ~ student_t_95('nullif(interval_count - 1, 0)') ~ ' / 1.644854e0, 2)' -%}
{%- set not_known = 'termination_variance * ' ~ widening ~ ' / (interval_count + 1) + termination_chance' -%}
{#- parameter, the CTE it is taken from, its estimate, on how many observations, what it is -#}
{%- set parameters = [
    ('target_growth_rate', 'spreads', 'exp(log_growth_rate) - 1', 'interval_count',
        'growth of headcount per year between the censuses'),
    ('cola_rate', 'entry_pay_growth', 'cola_rate', 'interval_count',
        'growth per year of the pay that new entries start on, at the same mix of levels'),
    ('growth_volatility', 'spreads', 'power(growth_variance * ' ~ widening ~ ', 5e-1)', 'interval_count',
        'spread of the yearly growth'),
    ('termination_volatility', 'spreads', 'power(termination_variance * ' ~ widening ~ ' + termination_chance, 5e-1)',
        'interval_count', 'spread of exits relative to those that the fitted rates expect, beyond chance'),
    ('promotion_volatility', 'spreads', 'power(promotion_variance * ' ~ widening ~ ' + promotion_chance, 5e-1)',
        'interval_count', 'spread of promotions relative to those that the fitted rates expect, beyond chance'),
    ('raise_volatility', 'spreads', 'power(raise_variance * ' ~ widening ~ ', 5e-1)', 'interval_count',
        'spread of the yearly raise of those who stay in their level'),
    ('volatility_persistence', 'spreads',
        'coalesce((' ~ not_known ~ ') / nullif(termination_variance * ' ~ widening
        ~ ' + termination_chance, 0), 1e0 / (interval_count + 1))',
        'interval_count', 'share of the termination volatility that is not knowing the mean'),
    ('promotion_raise_rate', 'promotion_raises', 'promotion_raise_rate', 'promotion_count',
        'raise of the promoted beyond that of their level'),
] -%}
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

top_level as (
    select max(level_id) as level_id
    from rates
    where decision = 'promotion'
),

exposed as (
    select
        transitions.*,
        'termination' as decision,
        transitions.is_exit as is_event
    from transitions

    union all

    select
        transitions.*,
        'promotion' as decision,
        transitions.next_level_id > transitions.level_id and not transitions.is_retitled as is_event
    from transitions
    inner join top_level on transitions.level_id < top_level.level_id
    where not transitions.is_exit and transitions.is_level_known
),

event_years as (
    select
        exposed.census_year,
        exposed.decision,
        cast(sum(case when exposed.is_event then 1 else 0 end) as double) as events,
        cast(sum(cast(round(
            level_rates.fitted_value * age_rates.fitted_value * tenure_rates.fitted_value
            * cast(exposed.interval_years as double) * 1000000000
        ) as bigint)) as double) / 1000000000 as expected_events
    from exposed
    inner join rates as level_rates
        on exposed.decision = level_rates.decision
        and level_rates.dimension = 'level'
        and exposed.level_id = level_rates.level_id
    inner join rates as age_rates
        on exposed.decision = age_rates.decision
        and age_rates.dimension = 'age'
        and exposed.age >= age_rates.from_years
        and (exposed.age <= age_rates.to_years or age_rates.to_years is null)
    inner join rates as tenure_rates
        on exposed.decision = tenure_rates.decision
        and tenure_rates.dimension = 'tenure'
        and exposed.tenure >= tenure_rates.from_years
        and (exposed.tenure <= tenure_rates.to_years or tenure_rates.to_years is null)
    group by exposed.census_year, exposed.decision
),

event_means as (
    {#- the fitted rates expect all events of all years; a year's own share of them is what varies #}
    select
        decision,
        sum(events) / nullif(sum(expected_events), 0) as event_ratio
    from event_years
    group by decision
),

event_spreads as (
    select
        event_years.decision,
        greatest(
            sum(
                (event_years.events / event_years.expected_events - event_means.event_ratio)
                * (event_years.events / event_years.expected_events - event_means.event_ratio)
            ) / nullif(count(*) - 1, 0)
            - sum(1 / event_years.expected_events) / count(*), 0e0
        ) as event_variance
    from event_years
    inner join event_means on event_years.decision = event_means.decision
    where event_years.expected_events > 0
    group by event_years.decision
),

event_totals as (
    select
        event_spreads.decision,
        event_spreads.event_variance,
        1 / sum(event_years.expected_events) as event_chance
    from event_spreads
    inner join event_years on event_spreads.decision = event_years.decision
    group by event_spreads.decision, event_spreads.event_variance
),

years as (
    select
        transitions.census_year,
        cast(max(transitions.interval_years) as double) as interval_years,
        ln(
            cast(count(*) - sum(case when transitions.is_exit then 1 else 0 end) + max(coalesce(entries.entries, 0)) as double)
            / count(*)
        ) as log_growth,
        cast(sum(case
            when next_level_id = level_id and next_compensation between compensation / 2 and compensation * 2
                then next_compensation - compensation
        end) as double)
        / nullif(cast(sum(case
            when next_level_id = level_id and next_compensation between compensation / 2 and compensation * 2
                then compensation * interval_years
        end) as double), 0) as raise_rate
    from transitions
    left join entries on transitions.next_year = entries.census_year
    group by transitions.census_year
),

means as (
    select
        count(*) as interval_count,
        sum(log_growth) / nullif(sum(interval_years), 0) as log_growth_rate,
        sum(raise_rate) / nullif(count(raise_rate), 0) as raise_rate
    from years
),

spreads as (
    select
        max(means.interval_count) as interval_count,
        max(means.log_growth_rate) as log_growth_rate,
        sum(
            (years.log_growth - means.log_growth_rate * years.interval_years)
            * (years.log_growth - means.log_growth_rate * years.interval_years) / years.interval_years
        ) / nullif(max(means.interval_count) - 1, 0) as growth_variance,
        sum((years.raise_rate - means.raise_rate) * (years.raise_rate - means.raise_rate))
        / nullif(max(means.interval_count) - 1, 0) as raise_variance,
        {%- for decision in ['termination', 'promotion'] %}
        (select max(event_variance) from event_totals where decision = '{{ decision }}') as {{ decision }}_variance,
        (select max(event_chance) from event_totals where decision = '{{ decision }}') as {{ decision }}_chance
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from years
    cross join means
),

entry_pay as (
    {#- who starts new; levels weigh the same in every year #}
    select
        entries.census_year,
        entries.level_id,
        sum(count(*)) over (partition by entries.level_id) as level_entries,
        count(*) over (partition by entries.level_id) as level_years,
        cast(sum(entries.compensation) as double) / count(*) as average_pay
    from {{ ref('int_panel_entries') }} as entries
    where entries.is_fitted and entries.tenure = 0
    group by entries.census_year, entries.level_id
),

entry_span as (
    select max(level_years) as all_years
    from entry_pay
),

entry_years as (
    select
        census_year,
        cast(sum(cast(round(average_pay * level_entries) as bigint)) as double) as weighted_pay,
        cast(row_number() over (order by census_year) as integer) as year_number,
        count(*) over () as interval_count
    from entry_pay
    inner join entry_span on entry_pay.level_years = entry_span.all_years
    group by census_year
),

entry_pay_growth as (
    {#- between the first and the last year of entries; one year says nothing #}
    select
        max(interval_count) as interval_count,
        power(
            max(case when year_number = interval_count then weighted_pay end)
            / nullif(max(case when year_number = 1 then weighted_pay end), 0),
            1e0 / nullif(max(census_year) - min(census_year), 0)
        ) - 1 as cola_rate
    from entry_years
),

promotion_raises as (
    select
        count(*) as promotion_count,
        cast(sum(transitions.next_compensation) as double) / nullif(sum(
            cast(transitions.compensation as double) * (1 + raise_rates.fitted_value * cast(transitions.interval_years as double))
        ), 0) - 1 as promotion_raise_rate
    from transitions
    inner join rates as raise_rates
        on raise_rates.decision = 'raise'
        and transitions.level_id = raise_rates.level_id
    where
        transitions.next_level_id > transitions.level_id
        and not transitions.is_retitled
        and transitions.is_level_known
        and transitions.next_compensation between transitions.compensation / 2 and transitions.compensation * 2
),

final as (
    {%- for name, source_name, estimate, observations, basis in parameters %}
    select
        {{ loop.index }} as parameter_order,
        '{{ name }}' as parameter_name,
        {%- set bounds = declared_parameters()[name] %}
        round(least(greatest({{ estimate }}, {{ bounds.min }}e0), {{ bounds.max }}e0), 6) as estimate,
        {{ observations }} as observations,
        '{{ basis }}' as basis
    from {{ source_name }}
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
)

select * from final
