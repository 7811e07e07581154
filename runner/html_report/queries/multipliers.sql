select scenario_id, decision, dimension, from_years, to_years, multiplier
from multipliers
order by decision desc, dimension, from_years, to_years, multiplier, scenario_id
