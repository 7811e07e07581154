{{ config(enabled=has_past_censuses()) }}
with

people as (
    select * from {{ ref('int_panel_people') }}
),

intervals as (
    select * from {{ ref('int_panel_intervals') }}
),

rekeyed as (
    select * from {{ ref('int_panel_rekeyed') }}
),

followed as (
    select
        people.*,
        intervals.next_year,
        intervals.interval_years,
        intervals.is_fitted,
        rekeyed.next_employee_key is not null as is_rekeyed,
        coalesce(rekeyed.next_employee_key, people.employee_key) as next_employee_key
    from people
    inner join intervals on people.census_year = intervals.census_year
    left join rekeyed
        on people.employee_key = rekeyed.employee_key
        and people.census_year = rekeyed.census_year
),

paired as (
    select
        followed.*,
        next_people.employee_key is null as is_exit,
        next_people.level_id as next_level_id,
        next_people.level_source as next_level_source,
        next_people.compensation as next_compensation,
        next_people.title_key as next_title_key
    from followed
    left join people as next_people
        on followed.next_year = next_people.census_year
        and followed.next_employee_key = next_people.employee_key
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
        counted.is_fitted,
        counted.source_row
    from counted
)

select * from final
