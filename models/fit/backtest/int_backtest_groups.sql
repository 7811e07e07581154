{{ config(enabled=has_past_censuses(), materialized='ephemeral') }}
with

levels as (
    select
        'level' as dimension,
        level_id as group_id,
        level_name as group_name
    from {{ ref('job_levels') }}
),

bands as (
    select * from {{ ref('rpt_fitted_rates') }}
    where decision = 'termination' and (dimension = 'tenure' or (dimension = 'age' and exposure_years > 0))
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
