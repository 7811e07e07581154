-- One row per dimension (age, tenure) and band, which is named by its first year: who the simulation starts from.
select
    'age' as dimension,
    cast(case
        when age is null then -1
        when age < 20 then 0
        when age >= 70 then 70
        else floor(age / 5) * 5
    end as integer) as band,
    count(*) as people
from baseline_workforce
group by 1, 2

union all

select
    'tenure' as dimension,
    cast(case
        when tenure is null then -1
        when tenure < 1 then 0
        when tenure < 3 then 1
        when tenure < 5 then 3
        when tenure >= 30 then 30
        else floor(tenure / 5) * 5
    end as integer) as band,
    count(*) as people
from baseline_workforce
group by 1, 2
order by 1, 2
