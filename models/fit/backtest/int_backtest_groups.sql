{{ config(enabled=has_past_censuses(), materialized='ephemeral') }}
with

levels as (
    select
        'level' as dimension,
        level_id as group_id,
        level_name as group_name
    from {{ ref('job_levels') }}
),

known_ages as (
    select distinct age
    from {{ ref('int_panel_transitions') }}
    where is_fitted and not is_age_imputed
),

bands as (
    select distinct given.*
    from {{ ref('int_fitted_bands') }} as given
    left join known_ages
        on given.dimension = 'age'
        and {{ in_band('known_ages.age', 'given') }}
    where given.decision = 'termination' and (given.dimension = 'tenure' or known_ages.age is not null)
),

units as (
    select distinct
        dimension,
        group_id,
        value as group_name
    from {{ ref('int_backtest_units') }}
),

final as (
    select
        'all' as dimension,
        0 as group_id,
        'all' as group_name
    union all
    select * from levels
    union all
    select
        dimension,
        from_years as group_id,
        from_years || case
            when to_years is null then ' years and more'
            when to_years = from_years then ' years'
            else ' to ' || to_years || ' years' end as group_name
    from bands
    union all
    select * from units
)

select * from final
