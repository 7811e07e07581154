"""The SQL of proposed levels; `people` has level_id, grade, title, pay and level_pay, both annual."""

SHARES = (0.35, 0.65, 0.85, 0.95)  # of people below the second to fifth band

# amounts are rounded to half a unit of their second digit: 23,456 to 23,500, 119,999 to 120,000
MACROS = """
create or replace macro step_of(x) as 5 * power(10, floor(log10(greatest(x, 1))) - 2);
create or replace macro down(x) as floor(x / step_of(x)) * step_of(x);
create or replace macro up(x) as ceil(x / step_of(x)) * step_of(x);
create or replace macro near(x) as round(x / step_of(x)) * step_of(x);
"""

# what a run derives a level from: the median pay of the grade, else the person's own
LEVEL_PAY = """
select *,
    coalesce(
        case when grade is not null then median(pay) filter (pay > 0) over (partition by lower(grade)) end,
        pay
    ) as level_pay
from read
"""

OWN_LEVELS = """
with bands as (
    select level_id, count(*) as people,
        down(quantile_cont(pay, 0.05)) as low, up(quantile_cont(pay, 0.95)) as high
    from people where level_id is not null and pay > 0 group by level_id
),
placed as (
    select *, row_number() over (order by level_id) as place, min(step_of(low)) over () as step from bands
),
rising as (  -- each minimum at least one step above the one before
    select *, max(low - place * step) over (order by place) + place * step as min_salary from placed
)
select level_id, min_salary, greatest(high, min_salary + step) as max_salary, people
from rising order by level_id
"""

# a level begins half way between the median pay of its grade and that of the one below
GRADES = """
with grades as (
    select min(grade) as name, median(pay) as middle, count(*) as people,
        quantile_cont(pay, 0.05) as low, quantile_cont(pay, 0.95) as high
    from people where grade is not null and pay > 0 group by lower(grade)
),
merged as (
    select string_agg(name, ' / ' order by name) as name, middle,
        sum(people) as people, min(low) as low, max(high) as high
    from grades group by middle
),
placed as (
    select *, row_number() over (order by middle) as level_id, lag(middle) over (order by middle) as below
    from merged
)
select level_id, name,
    case
        when below is null then down(least(low, middle))
        when near((below + middle) / 2) > below and near((below + middle) / 2) <= middle
            then near((below + middle) / 2)
        else (below + middle) / 2
    end as min_salary,
    greatest(up(high), up(middle * 1.01)) as max_salary, people
from placed order by level_id
"""

BANDS = f"""
with cuts as (
    select unnest([0, 1, 2, 3, 4]) as cut, unnest([
        down(greatest(min(pay), quantile_cont(pay, 0.05) / 4)),
        {", ".join(f"near(quantile_cont(pay, {share}))" for share in SHARES)}
    ]) as min_salary, up(quantile_cont(pay, 0.999)) as highest
    from people where pay > 0
),
bands as (select min_salary, max(highest) as highest from cuts group by min_salary),
placed as (
    select *, row_number() over (order by min_salary) as level_id,
        lead(min_salary) over (order by min_salary) as above
    from bands
)
select level_id, min_salary,
    coalesce(above, greatest(highest, min_salary + step_of(min_salary))) as max_salary,
    (
        select count(*) from people
        where pay > 0 and level_pay >= min_salary and (level_pay < above or above is null)
    ) as people
from placed order by level_id
"""

# levels beyond the bundled five get rates between those of the two bundled levels that stand as high
BEYOND = """
with own as (
    select level_id,
        1 + 4 * coalesce((row_number() over (order by level_id) - 1) / nullif(count(*) over () - 1, 0), 0)
            as height
    from (select unnest({levels}) as level_id)
),
"""
HAZARDS = """
seed as (from read_csv({hazards}, header = true)),
rated as (
    select own.level_id, lower.decision,
        round(lower.annual_rate + (upper.annual_rate - lower.annual_rate) * (height - floor(height)), 4)
            as annual_rate
    from own
    join seed as lower on lower.level_id = floor(height)
    join seed as upper on upper.decision = lower.decision and upper.level_id = ceil(height)
)
select decision, level_id, annual_rate from rated order by decision desc, level_id
"""
RAISES = """
seed as (from read_csv({raises}, header = true))
select own.level_id,
    round(lower.merit_rate + (upper.merit_rate - lower.merit_rate) * (height - floor(height)), 4)
        as merit_rate
from own
join seed as lower on lower.level_id = floor(height)
join seed as upper on upper.level_id = ceil(height)
order by own.level_id
"""
PROFILES = """
seed as (from read_csv({hire_profiles}, header = true))
select own.level_id, age_from, age_to, hire_weight, pay_position_from, pay_position_to
from own join seed on seed.level_id = round(height) order by own.level_id, age_from
"""

# the title that at least half of a level has
NAMES = """
with counted as (
    select level_id, title, count(*) as people, sum(count(*)) over (partition by level_id) as of_level
    from people where level_id is not null group by level_id, title
)
select level_id, title from counted where people >= 0.5 * of_level and title is not null
"""

# what people below the top would have more, were they promoted: the raise, or the next level's minimum
PROMOTIONS = """
with levels as (
    select *, lead(low) over (order by level_id) as next_low
    from (select unnest({ids}) as level_id, unnest({lows}) as low)
)
select sum(greatest(pay * (1 + {raise_rate}), next_low)) / sum(pay) - 1
from people join levels on {joined}
where pay > 0 and next_low is not null
"""
