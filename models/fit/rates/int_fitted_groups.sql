{{ config(enabled=has_past_censuses(), materialized='ephemeral') }}
with

credible_groups as (
    select * from {{ ref('int_fitted_credibility') }}
),

levels as (
    select level_id
    from {{ ref('job_levels') }}
),

bands as (
    select * from {{ ref('int_fitted_bands') }}
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

final as (
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
        credible_groups.relative_rate * credible_groups.given_rate as relative_rate,
        coalesce(credible_groups.credibility, 0e0) as credibility,
        coalesce(
            (credible_groups.credibility * credible_groups.relative_rate + 1 - credible_groups.credibility)
            * credible_groups.given_rate, 1e0
        ) as relative_fitted,
        credible_groups.given_rate * case
            when credible_groups.credibility > 0
                then power((1 - credible_groups.credibility) * credible_groups.between_variance, 5e-1)
            else power(1 / nullif(credible_groups.total_events, 0), 5e-1)
        end as relative_error
    from spine
    left join credible_groups
        on spine.decision = credible_groups.decision
        and spine.dimension = credible_groups.dimension
        and spine.group_id = credible_groups.group_id
)

select * from final
