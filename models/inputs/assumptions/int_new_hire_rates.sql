{{ config(materialized='ephemeral') }}
with

exits as (
    select * from {{ ref('int_new_hire_exits') }}
),

final as (
    {#- the mean over the days of hire #}
    select
        scenario_id,
        days_in_year,
        cast(round(
            cast(sum(cast(hire_share * gone_ppb / {{ billion() }} as decimal(18, 15))) as double), 9
        ) as decimal(12, 9)) as new_hire_termination_rate
    from exits
    group by scenario_id, days_in_year
)

select * from final
