"""Retirement by rules: who may, at which rate, before turnover, and what that leaves of the plan's rate."""

import json
from pathlib import Path
from typing import Any

import pytest
from helpers import Build, Capture, call, rows, value, write_lines

OFF = {"new_hire_termination_rate": 0}
SCENARIOS: dict[str, dict[str, Any]] = {
    "none": OFF,  # has no rules: its table is that of a scenario with an age that nobody has
    "all at 60": OFF,
    "on top": OFF | {"retirement_on_top": True},
    "at random": OFF | {"alignment": "random", "replications": 40},
    "own rates": OFF | {"total_termination_rate": None},
}
WITH_RULES = list(SCENARIOS)[1:]
RULES = ["none,120,,", *(f"{name},{rule}" for name in WITH_RULES for rule in ("60,,", ",30,"))]
TAKE_UP = ["none,0,1", *(f"{name},0,{1 if name == 'all at 60' else 0.3}" for name in WITH_RULES)]
MAY = "from baseline_workforce where age >= 60 or tenure >= 30"


@pytest.fixture(scope="module")
def file(build: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """2,000 people from 22 to 66 years old."""
    folder = tmp_path_factory.mktemp("retirement")
    header = "employee_id,level_id,age,tenure,current_compensation"
    people = [f"P{n},{1 + n % 5},{22 + n % 45},{n % 45 // 2},{60_000 + n}" for n in range(2000)]
    tables = {
        "retirement_rules": write_lines(folder / "r.csv", "scenario_id,min_age,min_tenure,min_age_plus_tenure", *RULES),
        "retirement_take_up": write_lines(folder / "t.csv", "scenario_id,years_since_eligible,annual_rate", *TAKE_UP),
    }
    plan = {"census_path": write_lines(folder / "census.csv", header, *people), "assumptions": tables, "end_year": 2026}
    return build(plan | {"scenarios": SCENARIOS, "detailed_replications": 2}, ["+fct_headcount_bridge", "+rpt_employee_timeline"])


FIRST = "from fct_headcount_bridge where scenario_id = ? and simulation_year = 2025"


def test_at_a_rate_of_1_everyone_who_may_retires_and_nobody_else(file: Path, capsys: Capture) -> None:
    may = set(rows(file, f"select employee_id {MAY}"))
    retired = "select employee_id from fct_workforce_events where scenario_id = ? and reason = 'retirement'"
    assert len(may) > 100 and set(rows(file, f"{retired} and simulation_year = 2025", "all at 60")) == may
    assert rows(file, retired, "none") == []
    told = "select distinct outcome from rpt_employee_timeline where scenario_id = ? and step = 'retirement'"
    assert rows(file, told, "all at 60") == [("retired",)] and len(rows(file, told, "on top")) == 2
    asked = json.loads(call(capsys, "ask", "who_may_retire", "--json", "--database", file)[1])["rows"]
    shares = {row["scenario_id"]: (row["eligible"], row["take_up_rate"]) for row in asked if row["simulation_year"] == 2025}
    assert shares["none"] == (0, None) and shares["all at 60"] == (len(may), 1)
    assert shares["on top"] == (len(may), pytest.approx(0.3, abs=0.5 / len(may)))


def test_the_plans_rate_is_turnover_and_retirement_or_turnover_alone(file: Path) -> None:
    names = ("none", "all at 60", "on top")
    none, all_at_60, on_top = (rows(file, f"select turnover, retirements {FIRST}", name)[0] for name in names)
    may = value(file, f"select count(*) {MAY}")
    assert none == (240, 0) and all_at_60 == (max(240, may), may)
    assert on_top == (240 + round(0.3 * may), round(0.3 * may))
    spread = f"select avg(retirements), stddev(retirements), count(*) {FIRST}"
    mean, sd, count = rows(file, spread, "at random")[0]
    assert count == 40 and abs(mean - 0.3 * may) < 4 * (0.21 * may / 40) ** 0.5 and sd > 0


def test_age_no_longer_stands_in_for_retirement_where_rules_are_given(file: Path) -> None:
    rates = """
        select age, max(termination_ppb) / min(termination_ppb) from (
            select age, termination_ppb, hazard_set_id from int_rates_by_age_and_tenure
            where level_id = 1 and tenure = 5 and age in (45, 62) and hazard_set_id in (
                select hazard_set_id from int_assumption_sets where scenario_id in ('none', 'on top'))
        ) group by age order by age
    """
    (_, same), (_, old) = rows(file, rates)
    assert same == 1 and old == pytest.approx(2.5)
    chances = "from fct_workforce_events where scenario_id = 'own rates' and reason = 'turnover' and probability > 0.25"
    assert value(file, f"select count(*) {chances}") == 0
