-- One row per scenario, year and item, where a plan has more items than salaries: the mean cost, the largest items of the plan first. Those
-- after the ninth share a group, which a chart can draw in one color.
with

years as (
    select
        scenario_id,
        simulation_year,
        item,
        sum(amount) as total
    from fct_people_cost
    where dimension = 'all'
    group by scenario_id, simulation_year, item
),

scenarios as (
    select
        scenario_id,
        replications
    from int_scenario_parameters
),

ranked as (
    select
        item,
        row_number() over (order by sum(total) desc, item) as place,
        count(*) over () as item_count
    from years
    group by item
),

more_than_salaries as (
    select item from cost_items
    where rate > 0 and item <> 'salary'
)

select
    years.scenario_id,
    years.simulation_year,
    years.item,
    least(ranked.place, 10) as group_order,
    case when ranked.place >= 10 and ranked.item_count > 10 then 'other items' else years.item end as group_name,
    years.total / scenarios.replications as amount
from years
inner join ranked on years.item = ranked.item
inner join scenarios on years.scenario_id = scenarios.scenario_id
where (select count(*) from more_than_salaries) > 0
order by years.scenario_id, years.simulation_year, ranked.place
