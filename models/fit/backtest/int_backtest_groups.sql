{{ config(enabled=has_past_censuses(), materialized='ephemeral') }}
with

job_levels as (
    select * from {{ ref('job_levels') }}
),

bands as (
    select * from {{ ref('int_backtest_bands') }}
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
        'tenure' as dimension,
        from_years as group_id,
        case
            when to_years is null then cast(from_years as {{ dbt.type_string() }}) || ' years and more'
            when to_years = from_years then cast(from_years as {{ dbt.type_string() }}) || ' years'
            else cast(from_years as {{ dbt.type_string() }}) || ' to ' || cast(to_years as {{ dbt.type_string() }}) || ' years'
        end as group_name
    from bands
)

select * from final
