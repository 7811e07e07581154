-- How much years differ. The spread s of n values is widened to the standard deviation of the next value: by sqrt(1 + 1/n),
-- because the mean is not known either, and by t(0.95; n - 1) / z(0.95), because s is not. A normal draw then has the 90 %
-- range of a prediction interval.
{{ config(enabled=has_past_censuses(), materialized='ephemeral') }}
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
        {%- for variance in ['growth', 'raise', 'termination', 'promotion'] %}
        {{ variance }}_variance * (1 + 1e0 / interval_count)
        * power({{ student_t_95('nullif(interval_count - 1, 0)') }} / 1.644854e0, 2) as {{ variance }}_variance
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from joined
)

select * from final
