{{ config(enabled=has_past_censuses(), materialized='ephemeral') }}
with

transitions as (
    select * from {{ ref('int_panel_transitions') }}
    where is_fitted
),

top_level as (
    select max(level_id) as level_id
    from {{ ref('job_levels') }}
),

final as (
    select
        'termination' as decision,
        transitions.census_year,
        transitions.level_id,
        transitions.age,
        transitions.is_age_imputed,
        transitions.tenure,
        transitions.interval_years,
        transitions.source_row,
        transitions.is_exit as is_event
    from transitions
    left join {{ ref('int_panel_eligible') }} as eligible on transitions.source_row = eligible.source_row
    where eligible.source_row is null  -- they may retire, which int_fitted_retirement tells from turnover
    union all
    select
        'promotion' as decision,
        transitions.census_year,
        transitions.level_id,
        transitions.age,
        transitions.is_age_imputed,
        transitions.tenure,
        transitions.interval_years,
        transitions.source_row,
        transitions.next_level_id > transitions.level_id and not transitions.is_retitled as is_event
    from transitions
    inner join top_level on transitions.level_id < top_level.level_id
    where not transitions.is_exit and transitions.is_level_known
)

select * from final
