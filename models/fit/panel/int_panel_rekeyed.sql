{{ config(enabled=has_past_censuses(), materialized='ephemeral') }}
with

people as (
    select * from {{ ref('int_panel_people') }}
),

intervals as (
    select * from {{ ref('int_panel_intervals') }}
),

seen as (
    select
        employee_key,
        min(census_year) as first_year,
        max(census_year) as last_year
    from people
    group by employee_key
),

vanished as (
    {#- ids that are never seen again, and below ids never seen before: with the same dates and title, one of each #}
    select
        people.*,
        intervals.next_year,
        count(*) over (
            partition by intervals.next_year, people.hire_date, people.birth_date, people.title_key, people.level_id
        ) as alike
    from people
    inner join intervals on people.census_year = intervals.census_year
    inner join seen on people.employee_key = seen.employee_key
    where people.census_year = seen.last_year and people.hire_date is not null
),

appeared as (
    select
        people.*,
        count(*) over (
            partition by people.census_year, people.hire_date, people.birth_date, people.title_key, people.level_id
        ) as alike
    from people
    inner join seen on people.employee_key = seen.employee_key
    where people.census_year = seen.first_year and people.hire_date is not null
),

final as (
    select
        vanished.employee_key,
        vanished.census_year,
        appeared.employee_key as next_employee_key
    from vanished
    inner join appeared
        on vanished.next_year = appeared.census_year
        and vanished.hire_date = appeared.hire_date
        and vanished.level_id = appeared.level_id
        and coalesce(vanished.title_key, '-') = coalesce(appeared.title_key, '-')
        and coalesce(vanished.birth_date, vanished.hire_date) = coalesce(appeared.birth_date, appeared.hire_date)
        and appeared.compensation between vanished.compensation * 4 / 5 and vanished.compensation * 5 / 4
    where vanished.alike = 1 and appeared.alike = 1
)

select * from final
