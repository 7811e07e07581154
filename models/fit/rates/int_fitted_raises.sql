{{ config(enabled=has_past_censuses(), materialized='ephemeral') }}
with

levels as (
    select level_id
    from {{ ref('job_levels') }}
),

level_raises as (
    select * from {{ ref('int_fitted_level_raises') }}
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

final as (
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
)

select * from final
