-- A hire first makes up for one who left within the year of hire, then for one who left the opening headcount; the rest is growth.
with

bridge as (
    select * from {{ ref('fct_headcount_bridge') }}
),

split as (
    select
        *,
        turnover + layoffs as leavers,
        least(hires - new_hire_exits, turnover + layoffs) as replacing_leavers
    from bridge
),

means as (
    select
        scenario_id,
        simulation_year,
        cast(sum(opening_headcount) as double) / count(*) as opening_headcount,
        cast(sum(closing_headcount) as double) / count(*) as closing_headcount,
        cast(sum(leavers) as double) / count(*) as leavers,
        cast(sum(hires) as double) / count(*) as hires,
        cast(sum(new_hire_exits) as double) / count(*) as replacing_first_year_leavers,
        cast(sum(replacing_leavers) as double) / count(*) as replacing_leavers
    from split
    group by scenario_id, simulation_year
),

final as (
    select
        scenario_id,
        simulation_year,
        round(opening_headcount, 1) as opening_headcount,
        round(closing_headcount, 1) as closing_headcount,
        round(leavers, 1) as leavers,
        round(leavers - replacing_leavers, 1) as leavers_not_replaced,
        round(hires, 1) as hires,
        round(replacing_leavers / nullif(hires, 0e0), 4) as share_replacing_leavers,
        round(replacing_first_year_leavers / nullif(hires, 0e0), 4) as share_replacing_first_year_leavers,
        round(
            (hires - replacing_leavers - replacing_first_year_leavers) / nullif(hires, 0e0), 4
        ) as share_for_growth
    from means
)

select *
from final
order by scenario_id, simulation_year
