-- One row: the workforce that the simulation starts from.
select
    count(*) as headcount,
    sum(compensation) as annual_pay,
    cast(sum(compensation) as double) / nullif(count(*), 0) as average_pay,
    cast(sum(age) as double) / nullif(count(age), 0) as average_age,
    cast(sum(tenure) as double) / nullif(count(tenure), 0) as average_tenure
from baseline_workforce
