-- One row per decision, dimension, band or unit and factor, with the scenarios that use it.
select
    multipliers.decision,
    multipliers.dimension,
    multipliers.from_years,
    multipliers.to_years,
    multipliers.value,
    cast(multipliers.multiplier as double) as multiplier,
    case
        when count(distinct multipliers.scenario_id) = (select count(*) from int_scenario_parameters) then 'all'
        else string_agg(distinct multipliers.scenario_id, ', ' order by multipliers.scenario_id)
    end as scenario
from multipliers
group by
    multipliers.decision,
    multipliers.dimension,
    multipliers.from_years,
    multipliers.to_years,
    multipliers.value,
    multipliers.multiplier
order by
    multipliers.decision desc,
    multipliers.dimension asc,
    multipliers.from_years asc,
    multipliers.to_years asc,
    multipliers.value asc,
    multipliers.multiplier asc
