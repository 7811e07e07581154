select
    scenario_id, level_id, age_from, age_to, hire_weight, pay_position_from, pay_position_to, tenure_from, tenure_to
from hire_profiles
order by
    level_id, age_from, age_to, pay_position_from, pay_position_to, tenure_from, tenure_to, hire_weight, scenario_id
