-- where ages are not known, those of the table entry_ages are taken, from the age on at which the bundled profiles hire so high
with

youngest as (
    select
        heights.level_id,
        min(age_from) as age_from
    from heights
    inner join seed_hire_profiles on round(heights.height) = seed_hire_profiles.level_id
    group by heights.level_id
),

ages as (
    select
        youngest.level_id,
        entry.age_from,
        entry.age_to,
        entry.weight / sum(entry.weight) over (partition by youngest.level_id) as weight
    from youngest
    inner join seed_entry_ages as entry on youngest.age_from <= entry.age_from
)

select
    hire_ranges.level_id,
    coalesce(hire_ranges.age_from, ages.age_from) as age_from,
    coalesce(hire_ranges.age_to, ages.age_to) as age_to,
    coalesce(round(hires * weight, 1), hires) as hire_weight,
    pay_position_from,
    pay_position_to
from hire_ranges
left join ages on hire_ranges.age_from is null and hire_ranges.level_id = ages.level_id
where coalesce(hires * weight, hires) > 0
order by hire_ranges.level_id, age_from
