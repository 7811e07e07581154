select
    below.decision,
    heights.level_id,
    round(below.annual_rate + (above.annual_rate - below.annual_rate) * (height - floor(height)), 4) as annual_rate
from heights
inner join seed_hazards as below on floor(heights.height) = below.level_id
inner join seed_hazards as above on below.decision = above.decision and ceil(heights.height) = above.level_id
order by below.decision desc, heights.level_id asc
