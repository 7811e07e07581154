"""Hostile census and assumption files: each ends in a result or in a message; no row is lost in silence."""

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from helpers import NO_TESTS, build_tables, dbt, rows, value, write_lines
from hostile import project_files, said, traces, what_is_wrong_with
from hostile_files import CASES, HEAD, HEADERS, PLAIN, ROUNDS, Case, records

from runner import load_config
from runner.census import check_files
from runner.config.parameters import parameters
from runner.errors import RunnerError, printable
from runner.projection.dbt import BAD_INPUT

pytestmark = pytest.mark.slow
CENSUS = ("int_census_texts", "employees", "int_census_ages", "int_census_faults", "stg_census_data", "stg_census_rejects")
ASSUMPTIONS = (*parameters()["assumptions"].names, "int_input_problems")


class Came(NamedTuple):
    """What a build came to: rows valid and rejected, or the exit code and the message of its error."""

    code: int
    said: str
    rows: tuple[Any, ...] = ()


class Stage:
    """One database with all that a census needs; each build makes the tables of the census anew."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "planwise.duckdb"
        (folder / "plain.csv").write_text(PLAIN)
        needed = ["+stg_census_rejects", "+stg_census_data", "+int_input_problems"]
        build_tables(self.file, {"census_path": str(folder / "plain.csv")}, needed)

    def build(self, given: dict[str, Any], models: tuple[str, ...] = CENSUS) -> Came:
        """The models with these parameters, by way of the runner."""
        try:
            config = load_config(overrides=given)
            check_files(config)
            build_tables(self.file, config.to_vars(), models)
        except RunnerError as error:
            return Came(error.exit_code, error.message)
        counts = "select (select count(*) from stg_census_data), (select count(*) from stg_census_rejects)"
        return Came(0, "", rows(self.file, counts)[0])

    def build_by_dbt(self, files: dict[str, str]) -> list[str]:
        """What `dbt build --vars` says of a census and assumption tables, without the runner's look at the files."""
        tables = {table: file for table, file in files.items() if table != "census_path"}
        given = {"census_path": files["census_path"], "assumptions": tables}
        result = dbt(["build", *NO_TESTS, "--select", *CENSUS, *ASSUMPTIONS], self.file, given)
        messages = [entry.message or "" for entry in result.result.results if str(entry.status) == "error"]
        return [message.partition(BAD_INPUT)[2].split("\n")[0] or message for message in messages]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return Stage(tmp_path_factory.mktemp("stage"))


def is_a_message(came: Came, path: str) -> bool:
    """One line that names the file, without what only an engine or dbt understands."""
    internal = any(word in came.said for word in ("\n", "Runtime Error", "Compilation", "LINE 1", "Traceback"))
    named = printable(path) in came.said or "`census_columns" in came.said
    return came.code in (2, 3) and named and not internal and came.said == printable(came.said) and len(came.said) < 3000


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_census_ends_in_a_result_or_a_message(case: Case, stage: Stage, tmp_path: Path) -> None:
    file = tmp_path / f"census{case.ending}"
    file.write_bytes(case.content)
    came = stage.build({"census_path": str(file)} | case.plan)
    if came.code == 0:
        assert case.says is None, came
        assert case.rows in (None, came.rows), came
        assert value(stage.file, "select count(*) from stg_census_data where employee_id like 'rejected %'") == 0
        if case.name.startswith("chance"):
            assert sum(came.rows) == records(case.content.decode()), came
    else:
        assert case.rows is None and is_a_message(came, str(file)), came
        assert case.says is None or case.says in came.said, came
    assert list(tmp_path.iterdir()) == [file]


def test_a_name_that_cannot_be_opened_is_refused(stage: Stage, tmp_path: Path) -> None:
    (tmp_path / "a\\*.csv").write_text(PLAIN)
    came = stage.build({"census_path": str(tmp_path / "a\\*.csv")})
    assert came.code == 2 and "has a backslash and one of * ? [ in its path" in came.said


ADDRESSES = ["HTTPS://LOCALHOST:1/c", "s3://bucket/c.parquet", "file:///etc/passwd"]
NO_FILES: list[tuple[Callable[[Path], object], str]] = [
    (os.mkfifo, "a pipe or a device"),
    (lambda place: place.symlink_to("/dev/zero"), "a pipe or a device"),
    (lambda place: place.symlink_to(place.name), "Too many levels of symbolic links"),
    (lambda place: place.symlink_to("nowhere"), "there is no such file"),
    (Path.mkdir, "is a directory"),
]


@pytest.mark.parametrize("parameter", ["census_path", "assumptions.raises"])
def test_what_is_no_file_is_said_and_neither_waited_for_nor_fetched(parameter: str, stage: Stage, tmp_path: Path) -> None:
    files = dict.fromkeys(ADDRESSES, "is an address")
    for number, (make, message) in enumerate(NO_FILES):
        make(tmp_path / f"{number}.csv")
        files[f"{tmp_path}/{number}.csv"] = message
    for file, message in files.items():
        came = stage.build({parameter: file})
        assert came.code == 3 and message in came.said and f"`{parameter}`: " in came.said


def test_the_dbt_door_takes_paths_for_files(stage: Stage, tmp_path: Path) -> None:
    """One for each table, and the file that is one for the census."""
    (tmp_path / "a.csv").write_text(PLAIN)
    os.mkfifo(tmp_path / "pipe")
    paths = dict.fromkeys((f"{tmp_path}/*.csv", str(tmp_path), "no/such.parquet"), "there is no such file")
    paths |= {f"{tmp_path}/pipe": "is empty, or a pipe or a device"} | dict.fromkeys(ADDRESSES, "is an address")
    files = dict(zip(HEADERS, paths, strict=False))
    messages = "\n".join(stage.build_by_dbt({"census_path": f"{tmp_path}/a.csv"} | files))
    for table, path in files.items():
        assert re.search(f"^`assumptions.{table}`: the file {re.escape(path)}: .*{paths[path]}", messages, re.MULTILINE), messages
    assert messages.count("\n") == len(paths) - 1


@pytest.mark.parametrize("given", ROUNDS)
def test_each_file_says_what_cannot_be_read(given: dict[str, Case], stage: Stage, tmp_path: Path) -> None:
    """A census and nine assumption tables in one build, each with a message of its own."""
    files = {table: f"{tmp_path}/{table}{case.ending}" for table, case in given.items()}
    for table, case in given.items():
        Path(files[table]).write_bytes(case.content)
    messages = stage.build_by_dbt(files)
    assert len(messages) == len(given), messages
    for table, case in given.items():
        places = files[table], f"`{table}`"  # a scenario that is unknown is one of a table, not of a file
        said = [Came(2, line) for line in messages if case.says is not None and case.says in line]
        assert [came for came in said if any(is_a_message(came, place) for place in places)], (case.name, messages)


# --- assumption tables that can be read -------------------------------------------

# rows of a table, and what is wrong with them
BROKEN = [
    ("job_levels", "1,x,1,2\n1,y,3,4", "row with level_id 1: is there more than once"),
    ("job_levels", "-1,x,1,2", "row with level_id -1: level_id must be from 0 to 32767"),
    ("job_levels", ",x,1,2", "row with level_id blank: blank or not a whole number"),
    ("job_levels", "2,x,5,3", "row with level_id 2: needs 0 <= min_salary < max_salary"),
    ("hazards", "fire,1,0.1", "row with decision fire: decision must be termination or promotion"),
    ("multipliers", "termination,age,0,,1001", "row with from_years 0: multiplier must be a number from 0 to 1000"),
    (
        "multipliers",
        "termination,tenure,0,30,1\ntermination,tenure,35,,1",
        "row with from_years 0: bands must follow one another without gap or overlap",
    ),
    ("multipliers", "", "no bands for promotion by tenure"),
    ("raises", "1,9", "row with level_id 1: merit_rate must be from -0.5 to 1"),
    ("hire_profiles", "1,20,30,-1,0,1", "row with level_id 1: hire_weight must be 0 or more, or blank"),
    ("hire_profiles", "2,101,101,1,0,1", "row with level_id 2: needs 14 <= age_from <= age_to <= 100"),
    ("hire_profiles", "3,20,30,1,-9,9", "row with level_id 3: needs 0 <= pay_position_from <= pay_position_to <= 1"),
    ("level_targets", "1,2026,0.5\n1,2026,0.5", "row with level_id 1: is there more than once for a year"),
    ("level_targets", "2,,0", "row with level_id 2: shares of a year must be 0 or more and not all 0"),
    ("level_targets", "77,2027,0.5", "level_id 77 is not in job_levels"),
    ("retirement_rules", ",", "row with min_age blank: needs an age, a tenure or a sum of both, of 0 or more"),
    ("retirement_take_up", "1,1.5", "row with years_since_eligible 1: annual_rate must be a number from 0 to 1"),
    ("calendar", "fire,1,1", "row with event fire and month 1: event must be hire, exit or promotion"),
    ("calendar", "hire,13,1", "row with event hire and month 13: month must be from 1 to 12"),
    ("calendar", "hire,2,-1", "row with event hire and month 2: weight must be 0 or more"),
    ("calendar", "exit,1,0", "row with event exit and month 1: weights of an event must not all be 0"),
    ("calendar", "promotion,3,1\nPromotion,3,1", "row with event promotion and month 3: is there more than once"),
    ("new_hire_hazards", "1,0.1", "row with from_month 1: the first row must be of month 0"),
    ("new_hire_hazards", "12,0.1", "row with from_month 12: from_month must be from 0 to 11"),
    ("new_hire_hazards", "3,1", "row with from_month 3: monthly_rate must be from 0 to below 1"),
    ("new_hire_hazards", "4,0\n4,0.1", "row with from_month 4: is there more than once"),
    ("entry_ages", "18,30,0.5\n25,40,0.5", "row with age_from 25: overlaps the range before it"),
    ("entry_ages", "50,60,-1", "row with age_from 50: weights must be 0 or more and not all 0"),
]


def test_every_problem_of_assumption_tables_is_found_and_five_are_named(stage: Stage, tmp_path: Path) -> None:
    lines = {table: [text for name, text, _ in BROKEN if name == table] for table in HEADERS}
    files = {table: write_lines(tmp_path / f"{table}.csv", HEADERS[table], *lines[table]) for table in HEADERS}
    came = stage.build({"assumptions": files}, ASSUMPTIONS)
    models = ("broken_assumptions", "broken_plans", "broken_calendars", "unknown_assumptions", "missing_assumptions")
    sql = " union ".join(f"select problem from {{{{ ref('int_{model}') }}}}" for model in models)
    shown = dbt(["show", "--inline", sql, "--limit", "-1"], stage.file, {"assumptions": files})
    problems = {problem for (problem,) in shown.result.results[0].agate_table.rows}
    expected = {f"`{table}`: {message}" for table, _, message in BROKEN}
    assert expected <= problems, expected - problems
    first = [problem for problem in problems if problem in came.said]
    assert (came.code, len(first)) == (2, 5) and came.said.endswith(f"; and {len(problems) - 5} more")
    no_levels = {"job_levels": write_lines(tmp_path / "none.csv", HEADERS["job_levels"])}
    assert "`job_levels`: there is no row" in stage.build({"assumptions": no_levels}, ASSUMPTIONS).said


def test_a_whole_run_that_is_refused_leaves_the_former_results(default_file: Path, tmp_path: Path) -> None:
    target = tmp_path / "results" / "planwise.duckdb"
    target.parent.mkdir()
    shutil.copy(default_file, target)
    before, census = project_files(), write_lines(tmp_path / "census.csv", HEAD)
    answer = said("run", f"--census-path={census}", "--database", str(target), "--end-year", "2026")
    assert what_is_wrong_with(answer) is None, answer
    assert answer.code == 2 and len(answer.problems) == 1, answer
    assert target.read_bytes() == default_file.read_bytes() and project_files() == before
    assert list((target.parent / ".run").rglob("new/*")) == []  # no half file
    assert {path.name for path in target.parent.iterdir()} <= {"planwise.duckdb", ".run"} and traces(target.parent) == []
