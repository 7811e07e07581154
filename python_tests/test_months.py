"""Months: headcount, events and pay by month are those of a count of every day, and fiscal years begin where they are told to."""

from pathlib import Path
from typing import Any

import pytest
from helpers import Build, rows, value

PLAN: dict[str, Any] = {
    "end_year": 2028,  # with a leap day
    "replications": 2,
    "detailed_replications": 1,
    "dimensions": {"department": "department"},
    "fiscal_year_start_month": 7,
    "scenarios": {
        "plan": {"alignment": "random"},
        "cut": {"target_growth_rate": -0.2, "raise_effective_month": 1},
        "late": {"start_year": 2026, "raise_effective_month": 12},
    },
}
TABLES = ["+fct_headcount_by_month", "+int_employee_years", "+agg_workforce_by_level"]

# everybody on every day: the level of the day, and the salary of the day in the level at the end of the year
EVERY_DAY = """
    with days as (
        select *, make_date(simulation_year, 1, 1) as first_day, make_date(simulation_year, 12, 31) as last_day,
            unnest(range(greatest(hire_date, first_day), coalesce(exit_date, last_day) + interval 1 day, interval 1 day)) as day
        from int_employee_years
    ),
    salaries as (
        select *, date_trunc('month', day) as month,
            if(is_promoted and day < promotion_date, opening_level_id, level_id) as level_today,
            (case when not coalesce(has_raise, false) then compensation
                when day >= raise_date and (not is_promoted or day >= promotion_date) then compensation
                when day >= raise_date or (is_promoted and day >= promotion_date) then middle_compensation
                else opening_compensation end)::double / (last_day - first_day + 1) as pay
        from days
    ),
    counted as (
        select scenario_id, month, dimension, value, sum(people) as people, sum(pay) as pay
        from (
            select scenario_id, month, unit_id, level_today as level_id, 1 as people, 0 as pay from salaries
            union all select scenario_id, month, unit_id, level_id, 0, pay from salaries
        ) join job_levels using (level_id) join dim_units using (unit_id),
            unnest([{d: 'all', v: 'all'}, {d: 'level', v: level_name}, {d: 'department', v: department}]) as u(g),
            lateral (select g.d as dimension, g.v as value)
        group by all
    )
    select count(*), max(abs(people / day(last_day(month)) - average_headcount)), max(abs(counted.pay - months.pay))
    from counted join fct_headcount_by_month as months using (scenario_id, month, dimension, value)
"""


@pytest.fixture(scope="module")
def file(build: Build) -> Path:
    return build(PLAN, TABLES)


def test_months_are_what_a_count_of_every_day_finds(file: Path) -> None:
    """Pay to the cent per person, so within some cents of all."""
    [[count, heads, pay]] = rows(file, EVERY_DAY)
    groups = value(file, "select count(distinct (dimension, value)) from fct_headcount_by_month")
    assert count == 11 * 12 * groups == value(file, "select count(*) from fct_headcount_by_month") and groups > 8
    assert heads < 1e-9 and 0 < pay < 0.2


def test_a_fiscal_year_is_named_after_the_year_in_which_it_ends(file: Path) -> None:
    found = rows(file, "select distinct year(month), month(month), fiscal_year, fiscal_month from fct_headcount_by_month")
    months = [(year, month) for year in range(2025, 2029) for month in range(1, 13)]
    assert {(year, month, year + (month >= 7), (month - 7) % 12 + 1) for year, month in months} == set(found)
