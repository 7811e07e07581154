{{ config(enabled=has_past_censuses()) }}
with

entries as (
    select * from {{ ref('int_panel_entries') }}
),

people as (
    select * from {{ ref('int_panel_people') }}
),

rejects as (
    select
        census_year,
        count(*) as rows_rejected
    from {{ ref('stg_census_rejects') }}
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
    select * from {{ ref('int_panel_departures') }}
),

censuses as (
    select
        census_year,
        max(census_date) as census_date,
        max(hire_date) as last_hire_date,
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
        censuses.last_hire_date,
        case
            when censuses.census_year = {{ baseline_year() }} then 'baseline'
            when censuses.census_year > {{ baseline_year() }} then 'compared'
            when censuses.census_year < {{ parameter('first_fitted_census_year') or 0 }} then 'left out'
            else 'fitted'
        end as role,
        censuses.headcount,
        coalesce(rejects.rows_rejected, 0) as rows_rejected,
        censuses.ages_imputed,
        censuses.levels_from_pay,
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
    left join rejects on censuses.census_year = rejects.census_year
    left join entry_counts on censuses.census_year = entry_counts.census_year
    left join departure_counts on censuses.census_year = departure_counts.census_year
)

select * from final
