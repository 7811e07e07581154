select
    heights.level_id,
    age_from,
    age_to,
    hire_weight,
    pay_position_from,
    pay_position_to
from heights
inner join seed_hire_profiles on round(heights.height) = seed_hire_profiles.level_id
order by heights.level_id, age_from
