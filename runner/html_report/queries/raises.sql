select scenario_id, level_id, merit_rate
from raises
order by level_id, merit_rate, scenario_id
