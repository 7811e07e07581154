-- One row per scenario and parameter, as the run had them. A value by year reads 0.02, 0.03 from 2026.
select
    scenario_id,
    parameter_name,
    case
        when count(from_year) = 0 then max(parameter_value)
        else string_agg(
            coalesce(parameter_value, 'null') || coalesce(' from ' || from_year, ''), ', ' order by from_year nulls first
        )
    end as parameter_value
from simulation_config
group by scenario_id, parameter_name
order by scenario_id, parameter_name
