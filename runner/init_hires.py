"""Profiles of hires from the people of a census who came last: levels, ages and pay at hire as they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from runner.database import literal
from runner.init_census import Census
from runner.project import PROJECT_DIR

ENOUGH = 30  # people hired within two years
COLUMNS = ["level_id", "age_from", "age_to", "hire_weight", "pay_position_from", "pay_position_to"]

RECENT = """
with levels as (select unnest({ids}) as level_id, unnest({lows}) as low, unnest({highs}) as high),
hired as (
    from people
    where tenure_years between 0 and 1 and pay > 0
),
placed as (
    select levels.level_id, age_years, least(1, greatest(0, (pay - low) / (high - low))) as position
    from hired as people join levels on {joined}
),
positions as (
    select level_id, count(*) as people,
        round(quantile_cont(position, 0.1), 2) as lowest, round(quantile_cont(position, 0.9), 2) as highest
    from placed group by level_id
),
ages as ({ages}),
weighted as (
    select positions.*, ages.age_from, ages.age_to, ages.weight,
        count(placed.level_id) as of_age
    from positions
    cross join ages
    left join placed on placed.level_id = positions.level_id and placed.age_years between age_from and age_to
    group by all
)
select level_id, age_from, age_to, coalesce(round(people * weight, 1), of_age) as hire_weight,
    lowest, highest,
    sum(case when weight is null then of_age else people * weight end) over () as people
from weighted
where coalesce(people * weight, of_age) > 0
order by level_id, age_from
"""
AGES = (
    "select unnest([18, 25, 35, 45, 55]) as age_from, unnest([24, 34, 44, 54, 64]) as age_to,"
    " cast(null as double) as weight"
)


def standing(levels: Sequence[dict[str, Any]], by: str) -> str:
    """The SQL that joins a row of people to its level, of `levels` with level_id and low.

    `by` says what gives a person the level: level_id or level_pay.
    """
    if by == "level_id":
        return "people.level_id = levels.level_id"
    lows = sorted(row["min_salary"] for row in levels)
    return f"levels.low = list_max(list_filter({lows}, lambda low: low <= people.{by}))"


def recent_hires(census: Census, levels: Sequence[dict[str, Any]], by: str) -> list[list[Any]]:
    """Rows of hire_profiles from those hired within two years; none where they are too few.

    Where the census has no ages, those of the table entry_ages are taken.
    """
    seed = literal(str(PROJECT_DIR / "seeds" / "default_entry_ages.csv"))
    known = census.value("select count(age_years) from people where tenure_years between 0 and 1")
    found = census.rows(
        RECENT.format(
            ids=[row["level_id"] for row in levels],
            lows=[row["min_salary"] for row in levels],
            highs=[row["max_salary"] for row in levels],
            joined=standing(levels, by),
            ages=AGES if known else f"from read_csv({seed}, header = true)",
        )
    )
    return [list(row[:-1]) for row in found] if found and found[0][-1] >= ENOUGH else []
