-- what a column of pay periods says: one for all rows, or each row's own. It is not believed where a value is unknown, or where the
-- annual pay of one period is ten times that of another: people are called hourly whose pay is that of a year
create or replace temp table said as
with sizes as (
    select
        pay_period,
        median(cast(current_compensation as double) * pay_period) as usual
    from typed
    where current_compensation > 0
    group by pay_period
)

select
    count(*) as kinds,
    max(pay_period) as periods,
    coalesce(count(*) = count(pay_period) and max(usual) < 10 * min(usual), false) as is_believed
from sizes;

update typed set pay_period = null
from said
where not is_believed;

select
    is_believed and kinds > 1 as by_row,
    case
        when is_believed and kinds = 1
            then case periods
                when 1 then 'annual'
                when 12 then 'monthly'
                when 24 then 'semimonthly'
                when 26 then 'biweekly'
                when 52 then 'weekly'
                else 'hourly'
            end
    end as of_all
from said
