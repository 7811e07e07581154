-- One row per scenario and month: headcount at its end, the mean over the replications whose rows are kept, and the range of nine in ten
-- where these are 100 or more.
select
    scenario_id,
    strftime(month, '%Y-%m') as month,
    fiscal_year,
    fiscal_month,
    avg(closing_headcount) as headcount,
    avg(hires) as hires,
    avg(turnover + layoffs + new_hire_exits) as exits,
    avg(pay) as pay,
    case when count(*) >= 100 then quantile_cont(closing_headcount, 0.05) end as low,
    case when count(*) >= 100 then quantile_cont(closing_headcount, 0.95) end as high
from fct_headcount_by_month
where dimension = 'all'
group by scenario_id, month, fiscal_year, fiscal_month
order by scenario_id, month
