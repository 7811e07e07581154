{{ config(enabled=has_past_censuses()) }}
with

transitions as (
    select * from {{ ref('int_panel_transitions') }}
),

entries as (
    select * from {{ ref('int_panel_entries') }}
),

people as (
    select * from {{ ref('stg_census_data') }}
    where active_flag = true
),

rejects as (
    select
        census_year,
        count(*) as rows_rejected
    from {{ ref('stg_census_rejects') }}
    group by census_year
),

first_seen as (
    select
        employee_key,
        count(*) as times_seen
    from people
    group by employee_key
),

censuses as (
    select
        census_year,
        max(census_date) as census_date
    from people
    group by census_year
),

entry_counts as (
    select
        census_year,
        count(*) as entries,
        sum(case when is_back then 1 else 0 end) as entries_back_after_a_gap,
        sum(case when was_hired_before and not is_back then 1 else 0 end) as entries_hired_before_previous_census
    from entries
    group by census_year
),

departure_counts as (
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
),

headcounts as (
    select
        census_year,
        count(*) as headcount,
        sum(case when is_age_imputed then 1 else 0 end) as ages_imputed,
        sum(case when level_source = 'pay' then 1 else 0 end) as levels_from_pay
    from people
    group by census_year
),

final as (
    select
        censuses.census_year,
        censuses.census_date,
        case
            when censuses.census_year = {{ parameter('baseline_census_year') or parameter('start_year') - 1 }} then 'baseline'
            when censuses.census_year > {{ parameter('baseline_census_year') or parameter('start_year') - 1 }} then 'compared'
            when censuses.census_year < {{ parameter('first_fitted_census_year') or 0 }} then 'left out'
            else 'fitted'
        end as role,
        headcounts.headcount,
        coalesce(rejects.rows_rejected, 0) as rows_rejected,
        headcounts.ages_imputed,
        headcounts.levels_from_pay,
        entry_counts.entries,
        entry_counts.entries_back_after_a_gap,
        entry_counts.entries_hired_before_previous_census,
        departure_counts.years_to_next_census,
        departure_counts.exits,
        departure_counts.likely_rekeyed,
        departure_counts.seen_once_and_gone,
        departure_counts.titles_renamed,
        departure_counts.moves_up,
        departure_counts.moves_down,
        departure_counts.pay_more_than_doubled_or_halved
    from censuses
    inner join headcounts on censuses.census_year = headcounts.census_year
    left join rejects on censuses.census_year = rejects.census_year
    left join entry_counts on censuses.census_year = entry_counts.census_year
    left join departure_counts on censuses.census_year = departure_counts.census_year
)

select * from final
