-- One row per dimension, value and year with a target of its own, with the scenarios that use it.
select
    dimension,
    value,
    cast(simulation_year as varchar) as year,
    cast(growth_rate as double) as growth_rate,
    headcount,
    case
        when count(distinct scenario_id) = (select count(*) from int_scenario_parameters) then 'all'
        else string_agg(distinct scenario_id, ', ' order by scenario_id)
    end as scenario
from unit_targets
group by dimension, value, simulation_year, growth_rate, headcount
order by dimension, value, simulation_year, growth_rate, headcount
