{{ config(enabled=has_past_censuses(), materialized='ephemeral') }}
with

job_levels as (
    select * from {{ ref('job_levels') }}
),

bands as (
    select * from {{ ref('rpt_fitted_rates') }}
    where decision = 'termination' and (dimension = 'tenure' or (dimension = 'age' and exposure_years > 0))
),

units as (
    select distinct
        dimension,
        group_id,
        value
    from {{ ref('int_backtest_units') }}
),

final as (
    select
        'all' as dimension,
        0 as group_id,
        'all' as group_name
    union all
    select
        'level' as dimension,
        level_id as group_id,
        level_name as group_name
    from job_levels
    union all
    select
        dimension,
        from_years as group_id,
        case
            when to_years is null then from_years || ' years and more'
            when to_years = from_years then from_years || ' years'
            else from_years || ' to ' || to_years || ' years'
        end as group_name
    from bands
    union all
    select
        dimension,
        group_id,
        value as group_name
    from units
)

select * from final
