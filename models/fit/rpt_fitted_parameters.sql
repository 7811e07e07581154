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

year_spreads as (
    select * from {{ ref('int_fitted_year_spreads') }}
),

event_spreads as (
    select * from {{ ref('int_fitted_event_spreads') }}
),

entry_pay_growth as (
    select * from {{ ref('int_fitted_entry_pay') }}
),

spreads as (
    select
        max(year_spreads.interval_count) as interval_count,
        max(year_spreads.log_growth_rate) as log_growth_rate,
        max(year_spreads.growth_variance) as growth_variance,
        max(year_spreads.raise_variance) as raise_variance,
        {%- for decision in ['termination', 'promotion'] %}
        max(case when event_spreads.decision = '{{ decision }}' then event_spreads.event_variance end) as {{ decision }}_variance,
        max(case when event_spreads.decision = '{{ decision }}' then event_spreads.event_chance end) as {{ decision }}_chance
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from year_spreads
    left join event_spreads on event_spreads.decision in ('termination', 'promotion')
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
