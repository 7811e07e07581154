-- One row per scenario that has a description.
select
    scenario_id,
    description
from int_scenario_parameters
where description is not null
order by scenario_order
