{{ config(enabled=has_past_censuses(), materialized='ephemeral') }}
with

transitions as (
    select * from {{ ref('int_panel_transitions') }}
    where next_year <= {{ baseline_year() }} and is_level_known and not is_retitled
),

final as (
    select
        next_employee_key as employee_key,
        max(next_year) as census_year
    from transitions
    where next_level_id <> level_id
    group by next_employee_key
)

select * from final
