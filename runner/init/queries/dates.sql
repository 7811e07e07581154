-- the distinct texts of each column of dates of people
create or replace table dates as
select
    role,
    v,
    count(*) as n
from (unpivot chosen on birth_date, hire_date, termination_date into name role value v)
group by role, v
