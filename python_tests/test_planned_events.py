"""Exits and hires whose day is known: they happen, the rest is drawn around them, and what cannot be is told."""

from pathlib import Path
from typing import Any

import pytest
from helpers import MakeRun, build_tables, call, rows, sample_rows, value, write_csv, write_lines

from runner import InputError

PEOPLE = [row["employee_id"] for row in sample_rows() if row["active_flag"] == "true"]
GONE = next(row["employee_id"] for row in sample_rows() if row["active_flag"] != "true")
EXITS = {PEOPLE[0]: "2025-01-01", PEOPLE[1]: "2026-06-30", PEOPLE[2]: "2026-12-31", "nobody": "2025-05-05", GONE: "2026-05-05"}
HIRES = [
    {"event_date": "2025-03-01", "level_id": 2, "pay": 65000, "unit_name": "Engineering"},
    {"event_date": "2025-03-01", "level_id": 2, "pay": 65000, "unit_name": "Engineering"},
    {"event_date": "2026-12-31", "level_id": 5, "pay": "", "unit_name": "Sales"},
]
SCENARIOS: dict[str, Any] = {
    "exact": {},
    "random": {"alignment": "random", "total_termination_rate": None},
    "frozen": {"hiring_freeze": [2025, 2026]},
    "shrinking": {"target_growth_rate": -0.3, "retirement_on_top": True},
}
TRIAL = "scenario_id, replication_id"
NO_ROWS: list[tuple[Any, ...]] = []


def events(path: Path) -> str:
    exits = [{"event": "exit", "employee_id": who, "event_date": day} for who, day in EXITS.items()]
    blank = dict.fromkeys(("employee_id", "level_id", "pay", "unit_name"), "")
    return str(
        write_csv(
            path, [{"event": "", "event_date": ""} | blank | row for row in exits + [{"event": "hire"} | row for row in HIRES]]
        )
    )


@pytest.fixture(scope="module")
def run(make_run: MakeRun, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """With all data tests: lives replay, and every trial closes at its target."""
    planned = events(tmp_path_factory.mktemp("events") / "events.csv")
    plan = {"end_year": 2026, "replications": 5, "detailed_replications": 5, "dimensions": {"department": "department"}}
    return make_run(**plan, scenarios=SCENARIOS, assumptions={"planned_events": planned})


@pytest.fixture(scope="module")
def file(run: Any) -> Path:
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


def test_explain_says_planned_and_every_other_decision_follows_its_draw(file: Path, capsys: Any) -> None:
    odd = "select * from int_decisions_faced where has_happened is distinct from (draw < draw_limit)"
    assert rows(file, odd) == NO_ROWS
    told = "select distinct decision from int_decisions_faced where employee_id = ? and simulation_year = 2025"
    assert rows(file, told.replace("?", f"'{PEOPLE[0]}'")) == NO_ROWS  # nothing is drawn for who is known to go
    code, said, _ = call(capsys, "explain", PEOPLE[0], "--database", file, "--scenario", "exact")
    assert code == 0 and "left as planned on 2025-01-01" in said
    code, said, _ = call(capsys, "explain", "NH-2025-1", "--database", file, "--scenario", "exact")
    assert code == 0 and "hired as planned on 2025-03-01" in said and "65,000" in said


def test_exits_that_contradict_the_census_are_named(run: Any, file: Path) -> None:
    named = rows(file, "select distinct employee_id, reason from planned_event_rejects order by 1")
    assert dict(named) == {"nobody": "not in the census, or rejected there", GONE: "not active in the census"}
    assert any("employee_id of 2 planned exits" in warning for warning in run.warnings)


def test_impossible_events_are_refused(tmp_path: Path) -> None:
    lines = (
        *("leave,2025-03-31,x,,,", "exit,31/03/2025,x,,,", f"exit,2031-03-31,{PEOPLE[0]},,,", "exit,2025-03-31,,,,"),
        *("hire,2025-03-01,y,1,,Sales", "hire,2025-03-02,,9,,Sales", "hire,2026-02-03,,5,,Sails", "hire,2026-02-04,,2,-5,Sales"),
        *(f"exit,2025-04-01,{PEOPLE[5]},,,", f"exit,2026-04-01,{PEOPLE[5]},,,"),
    )
    wrong = [
        "`planned_events`: leave on 2025-03-31 of x: event must be exit or hire",
        "exit on 31/03/2025 of x: needs an event_date such as 2027-03-31",
        f"exit on 2031-03-31 of {PEOPLE[0]}: is not in the plan, which goes from 2025-01-01 to 2029-12-31",
        "exit on 2025-03-31: an exit needs an employee_id",
        "hire on 2025-03-01 of y: a hire has no employee_id yet",
        "hire on 2025-03-02: level_id 9, into which hire_profiles hire nobody",
        "hire on 2026-02-03: unit_name Sails is not in dim_units",
        "hire on 2026-02-04: pay must be above 0 and at most 1000000000",
        f"exit on 2025-04-01 of {PEOPLE[5]}: one exit is enough",
    ]
    said = ""
    for part in (lines[:4], lines[4:8], lines[8:]):  # a message names five problems
        path = write_lines(tmp_path / "events.csv", "event,event_date,employee_id,level_id,pay,unit_name", *part)
        plan = {"dimensions": {"department": "department"}, "assumptions": {"planned_events": path}}
        with pytest.raises(InputError) as refused:
            build_tables(tmp_path / "x.duckdb", plan, ["+int_input_problems"])
        said += refused.value.message
    assert [message for message in wrong if message not in said] == []
