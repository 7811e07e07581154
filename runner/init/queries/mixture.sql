-- hourly rates among annual salaries: the lowest of 10, 20, 50, 100, 200, ... that next to nobody's pay lies just above, where those
-- below would earn about as much in 2,080 hours as the others in a year
with

paid as (
    select cast(current_compensation as double) as amount
    from typed
    where current_compensation > 0
),

edges as (
    select cast(digit * power(10, zeros) as double) as edge
    from (values (1), (2), (5)) as digits (digit)
    cross join (values (1), (2), (3), (4)) as powers (zeros)
),

sides as (
    select
        edge,
        count(*) filter (where amount < edge) as rates,
        count(*) filter (where amount >= edge) as salaries,
        count(*) filter (where amount >= edge and amount < 2.5 * edge) as between,
        min(amount) as lowest_rate,
        max(amount) filter (where amount < edge) as highest_rate,
        min(amount) filter (where amount >= 2.5 * edge) as lowest_salary,
        max(amount) as highest_salary,
        median(amount) filter (where amount < edge) as usual_rate,
        median(amount) filter (where amount >= edge) as usual_salary
    from edges
    cross join paid
    group by edge
)

select
    cast(edge as bigint) as value,
    counted(rates) || ' values between ' || amount(lowest_rate) || ' and ' || amount(highest_rate) || ', '
    || counted(salaries - between) || ' between ' || amount(lowest_salary) || ' and ' || amount(highest_salary)
    || ': hourly rates and annual salaries?' as why,
    false as sure
from sides
where
    rates >= greatest(5, 0.005 * (rates + salaries))
    and between <= 0.02 * rates
    and usual_salary / (usual_rate * 2080) between 0.1 and 10
order by edge
limit 1
