select
    heights.level_id,
    round(below.merit_rate + (above.merit_rate - below.merit_rate) * (height - floor(height)), 4) as merit_rate
from heights
inner join seed_raises as below on floor(heights.height) = below.level_id
inner join seed_raises as above on ceil(heights.height) = above.level_id
order by heights.level_id
