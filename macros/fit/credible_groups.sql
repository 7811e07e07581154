{#
    Buehlmann and Straub for Poisson counts, as int_fitted_credibility has it. The multipliers are scaled so that they expect as many
    events as before.
#}
{% macro credible_groups(cells, value) -%}
    with

    observed as (
        select
            decision,
            {{ value }},
            sum(exposure_years) as exposure_years,
            sum(events) as events,
            cast(sum(expected_ppb) as double) / {{ billion() }} as expected
        from {{ cells }}
        group by decision, {{ value }}
    ),

    weighted as (
        select
            *,
            expected * cast(sum(events) over (partition by decision) as double)
            / nullif(sum(expected) over (partition by decision), 0) as expected_events
        from observed
        where expected > 0
    ),

    variances as (
        select
            decision,
            round(greatest(coalesce(
                (
                    sum((events - expected_events) * (events - expected_events) / nullif(expected_events, 0)) - (count(*) - 1)
                ) / nullif(sum(expected_events) - sum(expected_events * expected_events) / nullif(sum(expected_events), 0), 0), 0e0
            ), 0e0), 9) as between_variance
        from weighted
        group by decision
    ),

    believed as (
        select
            weighted.*,
            weighted.events / nullif(weighted.expected_events, 0) as relative_rate,
            variances.between_variance,
            coalesce(
                weighted.expected_events * variances.between_variance / (weighted.expected_events * variances.between_variance + 1), 0e0
            ) as credibility
        from weighted
        inner join variances on weighted.decision = variances.decision
    ),

    moved as (
        select
            *,
            credibility * coalesce(relative_rate, 1e0) + 1 - credibility as unscaled
        from believed
    )

    select
        decision,
        {{ value }},
        exposure_years,
        events,
        expected_events,
        relative_rate,
        credibility,
        round(
            unscaled * sum(expected_events) over (partition by decision)
            / nullif(sum(expected_events * unscaled) over (partition by decision), 0), 9
        ) as multiplier,
        power((1 - credibility) * between_variance, 5e-1) as standard_error
    from moved
{%- endmacro %}
