-- Which groups of a report a unit and level belong to: the whole workforce, the level and each value of the unit.
{{ config(materialized='ephemeral') }}
with

job_levels as (
    select
        level_id,
        level_name
    from {{ ref('job_levels') }}
),

units as (
    select unit_id from {{ ref('dim_units') }}
),

unit_values as (
    select
        unit_id,
        'all' as dimension,
        'all' as value
    from units
    union all
    select * from {{ ref('int_unit_values') }}
),

final as (
    select
        unit_values.unit_id,
        job_levels.level_id,
        unit_values.dimension,
        unit_values.value
    from unit_values
    cross join job_levels
    union all
    select
        units.unit_id,
        job_levels.level_id,
        'level' as dimension,
        job_levels.level_name as value
    from units
    cross join job_levels
)

select * from final
