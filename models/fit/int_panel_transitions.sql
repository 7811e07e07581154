{{ config(enabled=has_past_censuses()) }}
with

people as (
    select
        employee_key,
        census_year,
        census_date,
        level_id,
        level_source,
        age,
        is_age_imputed,
        tenure,
        compensation,
        hire_date,
        birth_date,
        lower(job_title) as title_key
    from {{ ref('stg_census_data') }}
    where active_flag = true
),

census_days as (
    select
        census_year,
        max(census_date) as census_date
    from people
    group by census_year
),

intervals as (
    select
        census_year,
        lead(census_year) over (order by census_year) as next_year,
        cast(round(cast({{ days_between(
            'census_date', 'lead(census_date) over (order by census_year)'
        ) }} as double) / 365.25e0, 6) as decimal(9, 6)) as interval_years
    from census_days
),

followed as (
    select
        people.*,
        intervals.next_year,
        intervals.interval_years
    from people
    inner join intervals on people.census_year = intervals.census_year
    where intervals.next_year is not null
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
        followed.*,
        count(*) over (
            partition by followed.next_year, followed.hire_date, followed.birth_date, followed.title_key, followed.level_id
        ) as alike
    from followed
    inner join seen on followed.employee_key = seen.employee_key
    where followed.census_year = seen.last_year and followed.hire_date is not null
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

rekeyed as (
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
),

linked as (
    select
        followed.*,
        rekeyed.next_employee_key is not null as is_rekeyed,
        coalesce(rekeyed.next_employee_key, followed.employee_key) as next_employee_key
    from followed
    left join rekeyed
        on followed.employee_key = rekeyed.employee_key
        and followed.census_year = rekeyed.census_year
),

paired as (
    select
        linked.*,
        next_people.employee_key is null as is_exit,
        next_people.level_id as next_level_id,
        next_people.level_source as next_level_source,
        next_people.compensation as next_compensation,
        next_people.title_key as next_title_key
    from linked
    left join people as next_people
        on linked.next_year = next_people.census_year
        and linked.next_employee_key = next_people.employee_key
),

titles as (
    select
        census_year,
        title_key
    from people
    where title_key is not null
    group by census_year, title_key
),

counted as (
    select
        paired.*,
        titles.title_key is null as is_new_title,
        count(paired.next_title_key) over (partition by paired.census_year, paired.title_key) as title_stayers,
        count(*) over (partition by paired.census_year, paired.title_key, paired.next_title_key) as moved_alike
    from paired
    left join titles
        on paired.census_year = titles.census_year
        and paired.next_title_key = titles.title_key
),

final as (
    select
        counted.census_year,
        counted.next_year,
        counted.interval_years,
        counted.employee_key,
        counted.level_id,
        counted.age,
        counted.is_age_imputed,
        counted.tenure,
        counted.compensation,
        counted.is_rekeyed,
        counted.is_exit,
        counted.next_employee_key,
        counted.next_level_id,
        counted.next_compensation,
        {#- when half of a title, ten people or more, get the same title that nobody had before, it was renamed #}
        coalesce(
            counted.is_new_title and counted.title_key <> counted.next_title_key and counted.moved_alike >= 10
            and 2 * counted.moved_alike >= counted.title_stayers, false
        ) as is_retitled,
        counted.level_source <> 'pay' and coalesce(counted.next_level_source <> 'pay', true) as is_level_known,
        counted.next_year <= {{ parameter('baseline_census_year') or parameter('start_year') - 1 }}
            and counted.census_year >= {{ parameter('first_fitted_census_year') or 0 }} as is_fitted
    from counted
)

select * from final
