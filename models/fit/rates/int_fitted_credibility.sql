{{ config(enabled=has_past_censuses(), materialized='ephemeral') }}
{%- set dimensions = [
    ('level', 'level_id', ['age_factor', 'tenure_factor']),
    ('age', 'age_from', ['level_rate', 'tenure_factor']),
    ('tenure', 'tenure_from', ['level_rate', 'age_factor']),
] -%}
with

fitted_cells as (
    select * from {{ ref('int_fitted_cells') }}
),

bands as (
    select * from {{ ref('int_fitted_bands') }}
),

observed_groups as (
    {#- what each group of a dimension saw, and what the other two dimensions alone would expect of it #}
    {%- for dimension, group_column, others in dimensions %}
    select
        decision,
        '{{ dimension }}' as dimension,
        {{ group_column }} as group_id,
        cast(sum(exposure) as double) as exposure_years,
        sum(events) as events,
        cast(sum({{ expected_ppb(others) }}) as double) / {{ billion() }} as expected_by_others
    from fitted_cells
    where {{ group_column }} is not null
    group by decision, {{ group_column }}
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

given_groups as (
    select
        observed_groups.*,
        coalesce(bands.multiplier, 1e0) as multiplier
    from observed_groups
    left join bands
        on observed_groups.decision = bands.decision
        and observed_groups.dimension = bands.dimension and observed_groups.group_id = bands.from_years
),

totals as (
    select
        decision,
        dimension,
        cast(sum(events) as double) as total_events,
        sum(expected_by_others * multiplier) as total_expected,
        sum(expected_by_others) / sum(expected_by_others * multiplier) as scale,
        count(*) as group_count
    from given_groups
    where expected_by_others > 0
    group by decision, dimension
),

relative_groups as (
    select
        given_groups.*,
        given_groups.multiplier * totals.scale as given_rate,
        totals.total_events,
        totals.total_expected,
        totals.group_count,
        given_groups.expected_by_others * given_groups.multiplier
        * totals.total_events / nullif(totals.total_expected, 0) as expected_events,
        cast(given_groups.events as double) * totals.total_expected
        / nullif(given_groups.expected_by_others * given_groups.multiplier * totals.total_events, 0) as relative_rate
    from given_groups
    inner join totals
        on given_groups.decision = totals.decision and given_groups.dimension = totals.dimension
),

variances as (
    {#- Buehlmann-Straub for Poisson counts: how much of the spread between groups is more than chance #}
    select
        decision,
        dimension,
        round(greatest(
            (sum(expected_events * (relative_rate - 1) * (relative_rate - 1)) - (max(group_count) - 1))
            / nullif(max(total_events) - sum(expected_events * expected_events) / nullif(max(total_events), 0), 0), 0e0
        ), 9) as between_variance
    from relative_groups
    group by decision, dimension
),

final as (
    select
        relative_groups.*,
        coalesce(variances.between_variance, 0e0) as between_variance,
        coalesce(
            relative_groups.expected_events * variances.between_variance
            / (relative_groups.expected_events * variances.between_variance + 1), 0e0
        ) as credibility
    from relative_groups
    inner join variances
        on relative_groups.decision = variances.decision
        and relative_groups.dimension = variances.dimension
)

select * from final
