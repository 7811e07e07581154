-- where ages are not known, those of the table entry_ages are taken
select
    level_id,
    coalesce(hire_ranges.age_from, ages.age_from) as age_from,
    coalesce(hire_ranges.age_to, ages.age_to) as age_to,
    coalesce(round(hires * weight, 1), hires) as hire_weight,
    pay_position_from,
    pay_position_to
from hire_ranges
left join seed_entry_ages as ages on hire_ranges.age_from is null
where coalesce(hires * weight, hires) > 0
order by level_id, age_from
