-- the days of hire and exit of each person, of a panel those of the last row; an exit before the hire is a filler, or before a rehire
create or replace table lives as
select
    hire_date,
    case when termination_date >= hire_date or hire_date is null then termination_date end as termination_date
from typed
qualify census_year is null or row_number() over (partition by employee_id order by census_year desc) = 1
