"""Months: headcount, events and pay are those of a count of every day, fiscal years and events are where they are told to be."""

import math
from calendar import monthrange
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from helpers import Build, differing_tables, rows, value, write_lines

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
    return build(PLAN, ["+fct_headcount_by_month", "+int_employee_years", "+agg_workforce_by_level"])


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


BANDS = [(0, 3, 0.09), (3, 6, 0.03), (6, 12, 0.005)]  # from month, to month, chance of a month
SEASONS: dict[str, Any] = {"even": {}, "season": {}, "hazard": {}, "luck": {"alignment": "random"}, "both": {}}
WEIGHTS = [*(f"hire,{month},{month}" for month in range(1, 13)), "exit,6,1", "Exit,9,3", "exit,12,0", "promotion,3,0.1"]
TABLES = ["int_employee_years", "fct_headcount_by_month", "fct_workforce_events"]


@pytest.fixture(scope="module")
def season(build: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Scenarios with a calendar of their own, or hazards of the first year, or both."""
    folder = tmp_path_factory.mktemp("tables")
    weights = [f"{scenario},{line}" for scenario in ("season", "both") for line in WEIGHTS]
    rates = [f"{scenario},{start},{rate}" for scenario in ("hazard", "luck", "both") for start, _, rate in BANDS]
    given = {
        "calendar": write_lines(folder / "calendar.csv", "scenario_id,event,month,weight", *weights),
        "new_hire_hazards": write_lines(folder / "hazards.csv", "scenario_id,from_month,monthly_rate", *rates),
    }
    plan = {"end_year": 2028, "replications": 8, "scenarios": SEASONS, "assumptions": given}
    return build(plan, [f"+{table}" for table in (*TABLES, "int_decisions_faced", "fct_headcount_bridge")])


def test_events_follow_their_calendar(season: Path) -> None:
    """Each month's share is that of its weight, within four standard errors."""
    where = "from int_employee_years where scenario_id = 'season'"
    hired = dict(rows(season, f"select month(hire_date), count(*) {where} and is_new_hire group by 1"))
    total = sum(hired.values())
    assert total > 4000 and set(hired) == set(range(1, 13))
    for month, count in hired.items():
        share = month / 78
        assert abs(count - total * share) < 4 * (total * share * (1 - share)) ** 0.5, (month, count, total)
    leavers = dict(rows(season, f"select month(exit_date), count(*) {where} and exit_code = 1 group by 1"))
    everybody = sum(leavers.values())
    assert set(leavers) == {6, 9} and abs(leavers[6] - everybody / 4) < 4 * (everybody * 3 / 16) ** 0.5
    assert rows(season, f"select distinct month(promotion_date) {where} and is_promoted") == [(3,)]


def test_a_scenario_without_rows_has_the_dates_of_a_run_without_these_tables(season: Path, build: Build) -> None:
    alone = build({"end_year": 2028, "replications": 8, "scenarios": {"even": {}}}, [f"+{table}" for table in TABLES])
    assert differing_tables(season, alone, TABLES, dict.fromkeys(TABLES, "scenario_id = 'even'"), without=["trial_id"]) == {}


def test_a_calendar_moves_dates_and_nothing_else(season: Path) -> None:
    """The same people come and go, in the same order."""
    moved = "scenario_id, trial_id, promotion_date, hire_date, exit_date, middle_compensation, paid_compensation"
    people = f"select * exclude ({moved}) from int_employee_years where scenario_id = "
    assert value(season, f"select count(*) from ({people} 'even' except all {people} 'season')") == 0
    order = """
        with hires as (
            select simulation_year as year, here.hire_date as day, even.hire_date as even_day
            from (from int_employee_years where scenario_id = 'season' and is_new_hire) as here
            join (from int_employee_years where scenario_id = 'even') as even
            using (replication_id, employee_key, simulation_year)
        ),
        before as (
            select *, max(day) over (
                partition by year order by even_day range between unbounded preceding and interval 1 day preceding
            ) as latest
            from hires
        )
        select count(*), count(*) filter (latest > day) from before
    """
    [(hires, out_of_order)] = rows(season, order)
    assert hires > 4000 and out_of_order == 0


def gone(days: int, days_in_year: int) -> float:
    """Share of hires who have left by the end of these days of service."""
    months = 12 * days / days_in_year
    return 1 - math.exp(sum(math.log(1 - rate) * min(max(months - start, 0), end - start) for start, end, rate in BANDS))


def test_who_leaves_in_the_year_of_hire_and_when_follows_the_hazard(season: Path) -> None:
    """By month of hire and days of service, within four standard errors. Explained chances are those of the day of hire."""
    found = rows(
        season,
        """with ends as (select *, make_date(simulation_year, 12, 31) as last_day from int_employee_years)
        select scenario_id, month(hire_date), last_day - hire_date + 1, dayofyear(last_day), exit_date - hire_date + 1,
            probability, draw < draw_limit
        from ends join int_decisions_faced using (scenario_id, replication_id, simulation_year, employee_key)
        where is_new_hire and scenario_id in ('hazard', 'luck', 'both')""",
    )
    assert len(found) > 15000 and {length for *_, length, _, _, _ in found} == {365, 366}
    sums: dict[tuple[str, str, int], list[float]] = defaultdict(lambda: [0, 0, 0])  # what came, was expected, its variance
    for scenario, month, left, length, service, probability, is_below in found:
        assert abs(probability - gone(left, length)) < 1e-9 and is_below == (service is not None)
        chances = [("hired", month, is_below, probability)]
        if service is not None:
            shares = {days: min(gone(days, length) / probability, 1) for days in (15, 45, 91, 150, 240)}
            chances += [("stayed", days, service <= days, share) for days, share in shares.items()]
        for kind, place, happened, chance in chances:
            for number, part in enumerate((happened, chance, chance * (1 - chance))):
                sums[scenario, kind, place][number] += part
    assert len(sums) == 3 * (12 + 5)
    assert {place: (came, due) for place, (came, due, variance) in sums.items() if abs(came - due) > 4 * variance**0.5} == {}
    assert sums["hazard", "hired", 1][1] > 6 * sums["hazard", "hired", 12][1]


def test_as_many_are_hired_as_the_mean_hazard_of_a_days_hires_asks_for(season: Path) -> None:
    """The plan's rate is the mean over the days of hire, by the calendar if there is one. Under exact it gives H - K."""
    bridge = "select scenario_id, simulation_year, hires, new_hire_exits, variance_to_target from fct_headcount_bridge"
    for scenario, year, hires, leavers, variance in rows(season, f"{bridge} where scenario_id in ('hazard', 'both')"):
        days = [date(year, 1, 1) + timedelta(number) for number in range(366 if year == 2028 else 365)]
        weights = [day.month / 78 / monthrange(year, day.month)[1] if scenario == "both" else 1 / len(days) for day in days]
        rate = sum(weight * gone(len(days) - number, len(days)) for number, weight in enumerate(weights))
        assert variance == 0 and hires == math.ceil(round((hires - leavers) / (1 - rate), 6))
    told = dict(rows(season, "select scenario_id, max(new_hire_termination_rate) from int_scenario_years group by 1"))
    assert told["both"] < told["even"] == told["season"] == Decimal("0.25") < told["hazard"] == told["luck"]
