-- one row per chosen column: what it holds, in words, and how many values of a date are not read
with

texts as (
    select
        role,
        count(*) as filled,
        count(distinct v) as distinct_values,
        min(plain(v)) as low,
        max(plain(v)) as high,
        count(*) filter (where plain(v) = floor(plain(v))) = count(*) as is_whole
    from (unpivot chosen on columns(*) into name role value v)
    group by role
),

numbers as (
    select
        role,
        count(*) as read,
        amounts(min(v), max(v), median(v)) as description
    from (
        unpivot typed
        on current_compensation, age, tenure, fte into name role value v
    )
    group by role
),

dates as (
    select
        role,
        count(*) as read,
        'dates ' || min(v) || ' to ' || max(v) as description
    from (
        unpivot typed
        on birth_date, hire_date, termination_date, census_date into name role value v
    )
    group by role
),

people as (
    select
        count(*) as people,
        count(census_year) > 0 as is_panel
    from chosen
)

select
    role,
    case
        when role in ('current_compensation', 'age', 'tenure', 'fte') then filled - coalesce(numbers.read, 0)
        when role like '%_date' then filled - coalesce(dates.read, 0)
        else 0
    end as unread,
    counted(distinct_values) as distinct_values,
    case
        when role = 'employee_id' and is_panel then counted(distinct_values) || ' people in ' || counted(people) || ' rows'
        when role = 'employee_id' then counted(distinct_values) || ' different values' || case
            when filled > distinct_values
                then '; ' || counted(filled - distinct_values) || ' rows repeat one, and a run takes the first of each'
            else ''
        end
        when role not in ('level_id', 'census_year') then coalesce(numbers.description, dates.description)
        when distinct_values > 2 and is_whole
            then counted(distinct_values) || ' whole numbers from ' || cast(low as integer) || ' to ' || cast(high as integer)
    end as description,
    case when unread > 0 then '; ' || counted(unread) || ' not read' else '' end
    || case when people > filled then '; ' || counted(people - filled) || ' blank' else '' end as lost
from texts
left join numbers using (role)
left join dates using (role)
cross join people
