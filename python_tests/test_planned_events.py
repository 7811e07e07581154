"""Exits and hires whose day is known: they happen, the rest is drawn around them, and what cannot be is told."""

from pathlib import Path
from typing import Any

import pytest
from helpers import Capture, MakeRun, call, rows, sample_rows, value, write_lines

from runner import RunResult

PEOPLE = [row["employee_id"] for row in sample_rows() if row["active_flag"] == "true"]
GONE = next(row["employee_id"] for row in sample_rows() if row["active_flag"] != "true")
EXITS = {PEOPLE[0]: "2025-01-01", PEOPLE[1]: "2026-06-30", PEOPLE[2]: "2026-12-31", "nobody": "2025-05-05", GONE: "2026-05-05"}
SCENARIOS: dict[str, Any] = {
    "exact": {},
    "random": {"alignment": "random", "total_termination_rate": None},
    "frozen": {"hiring_freeze": [2025, 2026]},
    "shrinking": {"target_growth_rate": -0.3, "retirement_on_top": True},
}
HIRES = [",hire,2025-03-01,2,65000,Engineering"] * 2 + [",hire,2026-12-31,5,,Sales"]


@pytest.fixture(scope="module")
def run(make_run: MakeRun, tmp_path_factory: pytest.TempPathFactory) -> RunResult:
    """With all data tests: lives replay, and every trial closes at its target."""
    file, exits = tmp_path_factory.mktemp("events") / "events.csv", [f"{who},exit,{day},,," for who, day in EXITS.items()]
    planned = write_lines(file, "employee_id,event,event_date,level_id,pay,unit_name", *exits, *HIRES)
    plan = {"end_year": 2026, "replications": 5, "detailed_replications": 5, "dimensions": {"department": "department"}}
    return make_run(**plan, scenarios=SCENARIOS, assumptions={"planned_events": planned})


@pytest.fixture(scope="module")
def file(run: RunResult) -> Path:
    return Path(run.database)


def test_known_exits_happen_on_their_day_to_whoever_is_still_there(file: Path) -> None:
    exits = "select event_date::varchar, reason from fct_workforce_events where event_type = 'termination' and employee_id = "
    for employee_id, day in list(EXITS.items())[:3]:
        found = rows(file, f"{exits} '{employee_id}'")
        assert len(found) == 5 * len(SCENARIOS), employee_id  # everybody goes once, and nobody is in two ways
        early = [reason for date, reason in found if date != day]
        assert "planned" not in early and len(early) < len(found) / 2
        assert {reason for date, reason in found if date == day} == {"planned"}


def test_known_hires_come_on_their_day_and_stay_the_year(file: Path) -> None:
    hired = """
        select events.event_date::varchar, level_after, case when pay_after = 65000 then 65000 end, unit_name, count(*)
        from fct_workforce_events as events inner join dim_units using (unit_id) where reason = 'planned' and event_type = 'hire'
        group by all order by all
    """
    trials = 5 * len(SCENARIOS)
    assert rows(file, hired) == [("2025-03-01", 2, 65000, "Engineering", 2 * trials), ("2026-12-31", 5, None, "Sales", trials)]
    stay = (
        "select count(*) from fct_workforce_snapshot where employee_id in ('NH-2025-1', 'NH-2025-2') and simulation_year = 2025"
    )
    assert value(file, stay) == 2 * trials
    only = "select distinct simulation_year, hires from fct_headcount_bridge where scenario_id = 'frozen' order by 1"
    assert rows(file, only) == [(2025, 2), (2026, 1)]  # in spite of the freeze


def test_known_exits_are_part_of_the_turnover_of_the_plan(file: Path) -> None:
    bridge = "select scenario_id, turnover, round(0.12 * opening_headcount) from fct_headcount_bridge"
    assert [row for row in rows(file, bridge) if row[0] in ("exact", "shrinking") and row[1] != row[2]] == []


def test_explain_says_planned_and_every_other_decision_follows_its_draw(file: Path, capsys: Capture) -> None:
    odd = "select * from int_decisions_faced where has_happened is distinct from (draw < draw_limit)"
    assert rows(file, odd) == []
    told = "select decision from int_decisions_faced where employee_id = ? and simulation_year = 2025"
    assert rows(file, told, PEOPLE[0]) == []  # nothing is drawn for who is known to go
    for employee_id, words in ((PEOPLE[0], "left as planned on 2025-01-01"), ("NH-2025-1", "hired as planned on 2025-03-01")):
        code, said, _ = call(capsys, "explain", employee_id, "--database", file, "--scenario", "exact")
        assert code == 0 and words in said


def test_exits_that_contradict_the_census_are_named(run: RunResult, file: Path) -> None:
    named = rows(file, "select distinct employee_id, reason from planned_event_rejects order by 1")
    assert dict(named) == {"nobody": "not in the census, or rejected there", GONE: "not active in the census"}
    assert any("employee_id of 2 planned exits" in warning for warning in run.warnings)
