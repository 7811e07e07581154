-- One row per scenario and fiscal year, with the months that the plan has of it: the means over the replications whose rows are kept.
with

kept as (
    select
        scenario_id,
        fiscal_year,
        replication_id,
        count(*) as months,
        arg_min(opening_headcount, month) as opening_headcount,
        sum(hires) as hires,
        sum(turnover) as turnover,
        sum(layoffs) as layoffs,
        sum(new_hire_exits) as new_hire_exits,
        arg_max(closing_headcount, month) as closing_headcount,
        sum(pay) as pay
    from fct_headcount_by_month
    where dimension = 'all'
    group by scenario_id, fiscal_year, replication_id
)

select
    scenario_id,
    'FY' || fiscal_year as year,
    max(months) as months,
    avg(opening_headcount) as opening_headcount,
    avg(hires) as hires,
    avg(turnover) as turnover,
    avg(layoffs) as layoffs,
    avg(new_hire_exits) as new_hire_exits,
    avg(closing_headcount) as closing_headcount,
    avg(pay) as pay
from kept
group by scenario_id, fiscal_year
order by scenario_id, fiscal_year
