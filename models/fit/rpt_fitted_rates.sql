{{ config(enabled=has_past_censuses()) }}
{%- set dimensions = [
    ('level', 'level_id', ['age_factor', 'tenure_factor']),
    ('age', 'age_from', ['level_rate', 'tenure_factor']),
    ('tenure', 'tenure_from', ['level_rate', 'age_factor']),
] -%}
with

transitions as (
    select * from {{ ref('int_panel_transitions') }}
    where is_fitted
),

levels as (
    select
        level_id,
        lead(level_id) over (order by level_id nulls last) as next_level_id
    from {{ ref('job_levels') }}
),

bands as (
    select * from {{ ref('int_fitted_bands') }}
),

exposed as (
    select
        'termination' as decision,
        transitions.level_id,
        transitions.age,
        transitions.is_age_imputed,
        transitions.tenure,
        transitions.interval_years,
        transitions.is_exit as is_event
    from transitions

    union all

    select
        'promotion' as decision,
        transitions.level_id,
        transitions.age,
        transitions.is_age_imputed,
        transitions.tenure,
        transitions.interval_years,
        transitions.next_level_id > transitions.level_id and not transitions.is_retitled as is_event
    from transitions
    inner join levels on transitions.level_id = levels.level_id
    where not transitions.is_exit and transitions.is_level_known and levels.next_level_id is not null
),

cells as (
    select
        exposed.decision,
        exposed.level_id,
        case when not exposed.is_age_imputed then age_bands.from_years end as age_from,
        tenure_bands.from_years as tenure_from,
        sum(exposed.interval_years) as exposure,
        sum(case when exposed.is_event then 1 else 0 end) as events
    from exposed
    inner join bands as age_bands
        on exposed.decision = age_bands.decision
        and age_bands.dimension = 'age'
        and exposed.age >= age_bands.from_years
        and (exposed.age <= age_bands.to_years or age_bands.to_years is null)
    inner join bands as tenure_bands
        on exposed.decision = tenure_bands.decision
        and tenure_bands.dimension = 'tenure'
        and exposed.tenure >= tenure_bands.from_years
        and (exposed.tenure <= tenure_bands.to_years or tenure_bands.to_years is null)
    group by
        exposed.decision,
        exposed.level_id,
        case when not exposed.is_age_imputed then age_bands.from_years end,
        tenure_bands.from_years
),

{{ proportional_fit('cells', passes=8) }}

observed_groups as (
    {#- what each group of a dimension saw, and what the other two dimensions alone would expect of it #}
    {%- for dimension, group_column, others in dimensions %}
    select
        decision,
        '{{ dimension }}' as dimension,
        {{ group_column }} as group_id,
        cast(sum(exposure) as double) as exposure_years,
        sum(events) as events,
        cast(sum({{ expected_ppb(others) }}) as double) / 1000000000 as expected_by_others
    from fitted_cells
    where {{ group_column }} is not null
    group by decision, {{ group_column }}
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

totals as (
    select
        decision,
        dimension,
        cast(sum(events) as double) as total_events,
        sum(expected_by_others) as total_expected,
        sum(exposure_years) as total_exposure,
        count(*) as group_count
    from observed_groups
    where expected_by_others > 0
    group by decision, dimension
),

relative_groups as (
    select
        observed_groups.*,
        totals.total_events,
        totals.total_expected,
        totals.total_exposure,
        totals.group_count,
        observed_groups.expected_by_others * totals.total_events / nullif(totals.total_expected, 0) as expected_events,
        cast(observed_groups.events as double) * totals.total_expected
        / nullif(observed_groups.expected_by_others * totals.total_events, 0) as relative_rate
    from observed_groups
    inner join totals
        on observed_groups.decision = totals.decision
        and observed_groups.dimension = totals.dimension
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

credible_groups as (
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
),

decisions as (
    select decision
    from bands
    group by decision
),

spine as (
    select
        decisions.decision,
        'level' as dimension,
        levels.level_id,
        cast(null as integer) as from_years,
        cast(null as integer) as to_years,
        levels.level_id as group_id
    from levels
    cross join decisions

    union all

    select
        decision,
        dimension,
        cast(null as integer) as level_id,
        from_years,
        to_years,
        from_years as group_id
    from bands
),

shrunk as (
    select
        spine.decision,
        spine.dimension,
        spine.level_id,
        spine.from_years,
        spine.to_years,
        spine.group_id,
        coalesce(credible_groups.exposure_years, 0e0) as exposure_years,
        cast(coalesce(credible_groups.events, 0) as bigint) as events,
        credible_groups.expected_events,
        credible_groups.relative_rate,
        coalesce(credible_groups.credibility, 0e0) as credibility,
        coalesce(
            credible_groups.credibility * credible_groups.relative_rate + 1 - credible_groups.credibility, 1e0
        ) as relative_fitted,
        case
            when credible_groups.credibility > 0
                then power((1 - credible_groups.credibility) * credible_groups.between_variance, 5e-1)
            else power(1 / nullif(credible_groups.total_events, 0), 5e-1)
        end as relative_error
    from spine
    left join credible_groups
        on spine.decision = credible_groups.decision
        and spine.dimension = credible_groups.dimension
        and spine.group_id = credible_groups.group_id
),

balances as (
    {#- the rate that, with the relative rates of all three dimensions, expects as many events as there were #}
    select
        cells.decision,
        round(cast(sum(cells.events) as double) * 1000000000 / nullif(cast(sum(cast(round(
            cast(cells.exposure as double) * levels_fit.relative_fitted * coalesce(ages_fit.relative_fitted, 1e0)
            * tenures_fit.relative_fitted * 1000000000
        ) as bigint)) as double), 0), 12) as base_rate
    from cells
    inner join shrunk as levels_fit
        on cells.decision = levels_fit.decision
        and levels_fit.dimension = 'level'
        and cells.level_id = levels_fit.group_id
    inner join shrunk as tenures_fit
        on cells.decision = tenures_fit.decision
        and tenures_fit.dimension = 'tenure'
        and cells.tenure_from = tenures_fit.group_id
    left join shrunk as ages_fit
        on cells.decision = ages_fit.decision
        and ages_fit.dimension = 'age'
        and cells.age_from = ages_fit.group_id
    group by cells.decision
),

rates as (
    select
        shrunk.decision,
        shrunk.dimension,
        shrunk.level_id,
        shrunk.from_years,
        shrunk.to_years,
        cast(round(shrunk.exposure_years, 3) as double) as exposure_years,
        shrunk.events,
        round(shrunk.expected_events, 3) as expected_events,
        round(shrunk.events / nullif(shrunk.exposure_years, 0), 9) as crude_rate,
        round(power(cast(shrunk.events as double), 5e-1) / nullif(shrunk.exposure_years, 0), 9) as crude_standard_error,
        round(shrunk.relative_rate, 6) as crude_relative_rate,
        round(shrunk.credibility, 6) as credibility,
        round(least(
            case when shrunk.dimension = 'level' then balances.base_rate else 1e0 end * shrunk.relative_fitted, 1e3
        ), 6) as fitted_value,
        round(case when shrunk.dimension = 'level' then balances.base_rate else 1e0 end * shrunk.relative_error, 6)
            as standard_error,
        balances.base_rate
    from shrunk
    left join balances on shrunk.decision = balances.decision
),

pay_changes as (
    select
        level_id,
        interval_years,
        compensation,
        next_compensation,
        cast(next_compensation - compensation as double)
        / (cast(compensation as double) * cast(interval_years as double)) as raise_rate
    from transitions
    where
        next_level_id = level_id
        and next_compensation between compensation / 2 and compensation * 2
),

level_raises as (
    select
        level_id,
        count(*) as people,
        cast(sum(interval_years) as double) as exposure_years,
        cast(sum(next_compensation - compensation) as double)
        / nullif(cast(sum(compensation * interval_years) as double), 0) as crude_rate,
        sum(raise_rate) as total_raise_rate,
        sum(raise_rate * raise_rate) as total_square
    from pay_changes
    group by level_id
),

raise_totals as (
    select
        cast(sum(people) as double) as people,
        sum(people * crude_rate) / sum(people) as overall_rate,
        greatest(
            (sum(total_square) - sum(total_raise_rate * total_raise_rate / people)) / nullif(sum(people) - count(*), 0), 0e0
        ) as within_variance,
        cast(sum(people) as double) - cast(sum(people * people) as double) / cast(sum(people) as double) as spread,
        count(*) as level_count
    from level_raises
),

raise_variances as (
    select
        max(raise_totals.overall_rate) as overall_rate,
        max(raise_totals.within_variance) as within_variance,
        greatest((
            sum(level_raises.people * (level_raises.crude_rate - raise_totals.overall_rate)
                * (level_raises.crude_rate - raise_totals.overall_rate))
            - (max(raise_totals.level_count) - 1) * max(raise_totals.within_variance)
        ) / nullif(max(raise_totals.spread), 0), 0e0) as between_variance
    from level_raises
    cross join raise_totals
),

credible_raises as (
    select
        levels.level_id,
        level_raises.people,
        level_raises.exposure_years,
        level_raises.crude_rate,
        raise_variances.overall_rate,
        raise_variances.within_variance,
        raise_variances.between_variance,
        coalesce(level_raises.people * raise_variances.between_variance / nullif(
            level_raises.people * raise_variances.between_variance + raise_variances.within_variance, 0
        ), 0e0) as credibility
    from levels
    cross join raise_variances
    left join level_raises on levels.level_id = level_raises.level_id
),

raises as (
    select
        'raise' as decision,
        'level' as dimension,
        level_id,
        cast(null as integer) as from_years,
        cast(null as integer) as to_years,
        coalesce(exposure_years, 0e0) as exposure_years,
        coalesce(people, 0) as events,
        cast(null as double) as expected_events,
        round(crude_rate, 9) as crude_rate,
        round(power(within_variance / people, 5e-1), 9) as crude_standard_error,
        round(crude_rate / nullif(overall_rate, 0), 6) as crude_relative_rate,
        round(credibility, 6) as credibility,
        round(credibility * coalesce(crude_rate, 0) + (1 - credibility) * overall_rate, 6) as fitted_value,
        round(power(
            case when credibility > 0 then (1 - credibility) * between_variance else within_variance / people end, 5e-1
        ), 6) as standard_error,
        round(overall_rate, 9) as base_rate
    from credible_raises
),

final as (
    select * from rates
    union all
    select * from raises
)

select * from final
