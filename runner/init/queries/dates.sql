-- the distinct texts of the dates of people
create or replace table dates as
select
    v,
    count(*) as n
from (select unnest([birth_date, hire_date, termination_date]) as v from chosen) as texts
where v is not null
group by v
