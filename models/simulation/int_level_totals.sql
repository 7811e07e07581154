-- depends_on: {{ ref('int_workforce_years') }}
{{ config(materialized='table') }}
with

detailed as (
    select * from {{ ref('int_level_counts') }}
),

others as (
    select * from {{ source('simulation', 'batch_totals') }}
),

final as (
    select * from detailed
    union all
    select * from others
)

select * from final
