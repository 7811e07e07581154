select scenario_id, decision, level_id, annual_rate
from hazards
order by decision desc, level_id, annual_rate, scenario_id
