{{ config(enabled=has_past_censuses(), materialized='ephemeral') }}
with

moves as (
    select
        level_id,
        next_level_id
    from {{ ref('int_panel_transitions') }}
    where is_fitted and is_level_known and not is_retitled and next_level_id <> level_id
),

levels as (
    select level_id
    from {{ ref('job_levels') }}
),

crossings as (
    {#- a move by two levels crosses both tops #}
    select
        levels.level_id,
        count(case when moves.next_level_id > levels.level_id then 1 end) as moves_up,
        count(case when moves.next_level_id <= levels.level_id then 1 end) as moves_down
    from levels
    inner join moves on levels.level_id >= least(moves.level_id, moves.next_level_id)
        and levels.level_id < greatest(moves.level_id, moves.next_level_id)
    group by levels.level_id
),

final as (
    select
        level_id,
        moves_up,
        moves_down,
        coalesce(round(greatest(moves_up - moves_down, 0) / nullif(cast(moves_up as double), 0), 6), 0e0) as net_share
    from crossings
)

select * from final
