-- Units that are scored: those of values with 20 people or more in the baseline.
{{ config(enabled=has_past_censuses(), materialized='ephemeral') }}
with

unit_values as (
    select * from {{ ref('int_unit_values') }}
),

units as (
    select * from {{ ref('dim_units') }}
),

numbered as (
    select
        unit_values.*,
        min(unit_values.unit_id) over (partition by unit_values.dimension, unit_values.value) as group_id,
        sum(units.baseline_headcount) over (partition by unit_values.dimension, unit_values.value) as headcount
    from unit_values
    inner join units on unit_values.unit_id = units.unit_id
),

final as (
    select
        unit_id,
        dimension,
        value,
        group_id
    from numbered
    where headcount >= 20
)

select * from final
