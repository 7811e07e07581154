{{ config(enabled=has_past_censuses(), materialized='ephemeral') }}
with

transitions as (
    select * from {{ ref('int_panel_transitions') }}
),

people as (
    select * from {{ ref('int_panel_people') }}
),

first_seen as (
    select
        employee_key,
        count(*) as times_seen
    from people
    group by employee_key
),

final as (
    select
        transitions.census_year,
        max(transitions.interval_years) as years_to_next_census,
        sum(case when transitions.is_exit then 1 else 0 end) as exits,
        sum(case when transitions.is_rekeyed then 1 else 0 end) as likely_rekeyed,
        sum(case when transitions.is_exit and first_seen.times_seen = 1 and transitions.tenure = 0 then 1 else 0 end)
            as seen_once_and_gone,
        sum(case when transitions.is_retitled then 1 else 0 end) as titles_renamed,
        sum(case when not transitions.is_retitled and transitions.next_level_id > transitions.level_id then 1 else 0 end)
            as moves_up,
        sum(case when not transitions.is_retitled and transitions.next_level_id < transitions.level_id then 1 else 0 end)
            as moves_down,
        sum(case
            when transitions.next_compensation < transitions.compensation / 2
                or transitions.next_compensation > transitions.compensation * 2
                then 1
            else 0
        end) as pay_more_than_doubled_or_halved
    from transitions
    inner join first_seen on transitions.employee_key = first_seen.employee_key
    group by transitions.census_year
)

select * from final
