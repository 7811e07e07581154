{{ config(enabled=has_past_censuses()) }}
with

people as (
    select * from {{ ref('int_panel_people') }}
),

intervals as (
    select * from {{ ref('int_panel_intervals') }}
),

transitions as (
    select * from {{ ref('int_panel_transitions') }}
),

first_seen as (
    select
        employee_key,
        min(census_year) as first_year
    from people
    group by employee_key
),

final as (
    select
        people.census_year,
        people.employee_key,
        people.level_id,
        people.age,
        people.tenure,
        people.compensation,
        coalesce(people.hire_date <= intervals.census_date, false) as was_hired_before,
        first_seen.first_year < people.census_year as is_back,
        intervals.is_fitted
    from people
    inner join intervals on people.census_year = intervals.next_year
    inner join first_seen on people.employee_key = first_seen.employee_key
    left join transitions
        on intervals.census_year = transitions.census_year
        and people.employee_key = transitions.next_employee_key
    where transitions.employee_key is null
)

select * from final
