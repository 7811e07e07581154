-- One row per item and the level, unit and years that it holds for, with the scenarios that use it. None where salary is the only item.
with

more_than_salaries as (
    select count(*) as item_count
    from cost_items
    where rate > 0 and item <> 'salary'
)

select
    cost_items.item,
    cost_items.basis,
    cast(cost_items.rate as double) as rate,
    cast(cost_items.annual_cap as double) as annual_cap,
    cost_items.level_id || coalesce(' ' || min(job_levels.level_name), '') as level,
    cost_items.dimension,
    cost_items.value,
    cast(cost_items.from_year as varchar) as from_year,
    cast(cost_items.to_year as varchar) as to_year,
    cost_items.source,
    case
        when count(distinct cost_items.scenario_id) = (select count(*) from int_scenario_parameters) then 'all'
        else string_agg(distinct cost_items.scenario_id, ', ' order by cost_items.scenario_id)
    end as scenario
from cost_items
left join job_levels on cost_items.level_id = job_levels.level_id
cross join more_than_salaries
where cost_items.rate > 0 and more_than_salaries.item_count > 0
group by
    cost_items.item,
    cost_items.basis,
    cost_items.rate,
    cost_items.annual_cap,
    cost_items.level_id,
    cost_items.dimension,
    cost_items.value,
    cost_items.from_year,
    cost_items.to_year,
    cost_items.source
order by
    cost_items.item <> 'salary',
    cost_items.item asc nulls first,
    cost_items.level_id asc nulls first,
    cost_items.dimension asc nulls first,
    cost_items.value asc nulls first,
    cost_items.from_year asc nulls first,
    cost_items.rate asc
