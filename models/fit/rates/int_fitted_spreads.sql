-- How much years differ. The few that a file shows count beside four more years of a usual spread, so that the variance v has
-- n + 3 degrees of freedom. It is widened to that of the next value, by 1 + 1/n, because the mean is not known either. That v is not
-- known either is volatility_degrees_of_freedom.
{{ config(enabled=has_past_censuses(), materialized='ephemeral') }}
{%- set usual_spreads = {'growth': '2e-2', 'raise': '2e-2', 'termination': '12e-2', 'promotion': '15e-2'} -%}
with

year_spreads as (
    select * from {{ ref('int_fitted_year_spreads') }}
),

event_spreads as (
    select * from {{ ref('int_fitted_event_spreads') }}
),

joined as (
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

final as (
    select
        interval_count,
        log_growth_rate,
        termination_chance,
        promotion_chance,
        {%- for name, usual in usual_spreads.items() %}
        (4 * {{ usual }} * {{ usual }} + (interval_count - 1) * coalesce({{ name }}_variance, 0e0)) / (interval_count + 3)
        * (1 + 1e0 / interval_count) as {{ name }}_variance
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from joined
)

select * from final
