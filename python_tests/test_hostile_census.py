"""Hostile census and assumption files: each ends in a result or in a message; no row is lost in silence."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from helpers import NO_TESTS, build_tables, rows, value, write_lines
from hostile import (
    JINJA,
    LIMIT,
    SQL,
    TRACE,
    UNPRINTABLE,
    project_files,
    said,
    traces,
    what_is_wrong_with,
    within,
    without_privilege,
)
from hostile_files import CASES, FIRST, HEAD, NAMES, PEOPLE, PLAIN, Case, as_csv, records

from runner import load_config
from runner.census import check_files
from runner.config.parameters import parameters
from runner.errors import RunnerError, printable
from runner.projection import build, invoke
from runner.projection.dbt import BAD_INPUT
from runner.settings import duckdb_settings

pytestmark = pytest.mark.slow
CENSUS = ("employees", "int_census_checked", "stg_census_data", "stg_census_rejects")
ASSUMPTIONS = (*parameters()["assumptions"].keys, "int_assumption_problems")


@dataclass(frozen=True)
class Came:
    """What a build came to: rows, or the exit code and the message of its error."""

    code: int
    said: str
    valid: int = -1
    rejected: int = -1


class Stage:
    """One database with all that a census needs; each build makes the tables of the census anew."""

    def __init__(self, folder: Path) -> None:
        """Build it once, of a census that is as it should be."""
        self.folder, self.file = folder, folder / "planwise.duckdb"
        (folder / "plain.csv").write_text(PLAIN)
        build_tables(
            self.file,
            {"census_path": str(folder / "plain.csv")},
            ["+stg_census_rejects", "+stg_census_data", "+int_assumption_problems"],
        )

    def build(self, given: dict[str, Any], models: tuple[str, ...] = CENSUS) -> Came:
        """The models with these parameters, by way of the runner, within the limit of time."""
        try:
            with within(LIMIT):
                config = load_config(overrides=given)
                check_files(config)
                settings = duckdb_settings(self.file)
                with settings.applied():
                    selection = [*NO_TESTS, "--select", *models]
                    build(config.to_vars(), self.folder / ".dbt", settings, *selection, quiet=True)
        except RunnerError as error:
            return Came(error.exit_code, error.message)
        if models != CENSUS:
            return Came(0, "")
        [counts] = rows(self.file, "select (select count(*) from stg_census_data), (select count(*) from stg_census_rejects)")
        return Came(0, "", *counts)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    before = project_files()
    yield Stage(tmp_path_factory.mktemp("stage"))
    assert project_files() == before


def is_a_message(came: Came, path: str) -> bool:
    """One line that names the file, without what only an engine or dbt understands."""
    return (
        came.code in (2, 3)
        and "\n" not in came.said
        and came.said == printable(came.said)
        and (printable(path) in came.said or "`census_columns" in came.said)
        and len(came.said) < 3000
        and not any(word in came.said for word in ("Runtime Error", "Compilation", "LINE 1", "Traceback"))
    )


# --- content ----------------------------------------------------------------


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_census_ends_in_a_result_or_a_message(case: Case, stage: Stage, tmp_path: Path) -> None:
    file = tmp_path / f"census{case.ending}"
    file.write_bytes(case.content)
    came = stage.build({"census_path": str(file)} | case.plan)
    if came.code == 0:
        assert case.says is None, came
        assert case.rows in (None, (came.valid, came.rejected)), came
        if case.name.startswith("chance"):
            assert came.valid + came.rejected == records(case.content.decode()), came
    else:
        assert case.rows is None and is_a_message(came, str(file)), came
        assert case.says is None or case.says in came.said, came
    assert list(tmp_path.iterdir()) == [file]


def test_chance_gives_results_and_messages() -> None:
    """Else the cases made by chance would show nothing; and the reader that judges them can see a loss."""
    made = [case for case in CASES if case.name.startswith("chance")]
    read = [case for case in made if records(case.content.decode("utf-8", "replace")) is not None]
    assert len(made) == 30 and len(read) >= 12
    assert records(PLAIN) == len(PEOPLE) and records('a,b\n1,"2\n') is None


def test_hostile_values_are_stored_byte_for_byte(stage: Stage, tmp_path: Path) -> None:
    ids = [text for text in [*JINJA, *SQL, *UNPRINTABLE] if text.strip() == text and text != "\0"]
    file = tmp_path / "census.csv"
    file.write_text(as_csv([NAMES, *([text, *PEOPLE[0][1:]] for text in ids)]), newline="")
    assert stage.build({"census_path": str(file)}).code == 0
    assert {name for (name,) in rows(stage.file, "select employee_id from stg_census_data")} == set(ids)
    tables = {name for (name,) in rows(stage.file, "select table_name from duckdb_tables()")}
    assert set(CENSUS) <= tables and TRACE not in tables
    assert traces(tmp_path) == []


# --- names of files ----------------------------------------------------------

FILE_NAMES = [
    *("it's.csv", 'a"b.csv', "a b.csv", " a.csv", "a;b.csv", "a(b).csv", "a{b,c}.csv", "*.csv", "a?.csv", "a[b].csv"),
    *("a\\b.csv", "a\nb.csv", "{{ undefined() }}.csv", "{% do x %}.csv", "'; drop table x; --.csv", "-x.csv", "~.csv"),
    *("\u65e5\u672c.csv", "%Y.csv", "a" * 200 + ".csv", "a.parquet.csv", "census", "a=1.csv", "null", "#.csv"),
]


@pytest.mark.parametrize("name", FILE_NAMES)
def test_the_name_of_a_file_is_a_name(name: str, stage: Stage, tmp_path: Path) -> None:
    """Beside files that would be read if it were a pattern, in a folder that would be a column."""
    folder = tmp_path / "level_id=5"
    folder.mkdir()
    for other in ("ab.csv", "a.csv", "b.csv", "ac.csv", "[b].csv"):
        (folder / other).write_text("not this one\n")
    (folder / name).write_text(PLAIN)
    came = stage.build({"census_path": str(folder / name)})
    assert (came.code, came.valid, came.rejected) == (0, len(PEOPLE), 0), came


def test_a_name_that_duckdb_cannot_open_is_refused(stage: Stage, tmp_path: Path) -> None:
    (tmp_path / "a\\*.csv").write_text(PLAIN)
    came = stage.build({"census_path": str(tmp_path / "a\\*.csv")})
    assert came.code == 2 and "has a backslash and one of * ? [ in its path" in came.said


@pytest.mark.parametrize("name", [f"a{text}b.csv" for text in UNPRINTABLE] + ["a" * 4001])
def test_a_name_that_cannot_be_shown_is_refused(name: str, stage: Stage) -> None:
    came = stage.build({"census_path": name})
    assert came.code == 2 and "ust be text of 1 to 4000 printable characters" in came.said


# --- what is no file ----------------------------------------------------------


def make_folder(place: Path) -> None:
    place.mkdir()
    (place / "a.csv").write_text(PLAIN)


NO_FILES: list[tuple[Callable[[Path], object], str]] = [
    (os.mkfifo, "is a pipe or a device"),
    (lambda place: place.symlink_to("/dev/zero"), "is a pipe or a device"),
    (lambda place: place.symlink_to(place.name), "Too many levels of symbolic links"),
    (lambda place: place.symlink_to("nowhere"), "there is no such file"),
    (make_folder, "is a directory"),
    (str, "there is no such file"),  # nothing is made
]


@pytest.mark.parametrize(("make", "message"), NO_FILES)
@pytest.mark.parametrize("parameter", ["census_path", "assumptions.raises"])
def test_what_is_no_file_is_said_and_not_waited_for(
    make: Callable[[Path], object], message: str, parameter: str, stage: Stage, tmp_path: Path
) -> None:
    make(tmp_path / "c.csv")
    came = stage.build({parameter: str(tmp_path / "c.csv")})
    assert came.code == 3 and message in came.said and f"`{parameter}`: " in came.said


def test_a_file_without_permission(stage: Stage, tmp_path: Path) -> None:
    (tmp_path / "c.csv").touch(mode=0)
    with without_privilege():
        came = stage.build({"census_path": str(tmp_path / "c.csv")})
    assert came.code == 3 and "Permission denied" in came.said


ADDRESSES = ["https://localhost:1/c.csv", "s3://bucket/c.parquet", "hf://a/b.csv", "file:///etc/passwd", "HTTPS://LOCALHOST:1/c"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_is_fetched(address: str, stage: Stage) -> None:
    came = stage.build({"census_path": address})
    assert came.code == 3 and "is an address" in came.said
    [message] = by_dbt(stage, {"census_path": address})
    assert "is an address" in message


# --- the dbt door ---------------------------------------------------------------


def by_dbt(stage: Stage, given: dict[str, Any]) -> list[str]:
    """What `dbt build --vars` says of a census, without the runner's look at the files."""
    settings = duckdb_settings(stage.file)
    with within(LIMIT), settings.applied():
        result = invoke(["build", *NO_TESTS, "--select", *CENSUS], stage.folder / ".dbt", settings, given)
    assert result.exception is None and result.result is not None
    messages = [entry.message or "" for entry in result.result.results if str(entry.status) == "error"]  # type: ignore[union-attr]
    return [message.partition(BAD_INPUT)[2].split("\n")[0] or message for message in messages]


def test_the_dbt_door_takes_paths_for_files(stage: Stage, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(PLAIN)
    for path in (f"{tmp_path}/*.csv", str(tmp_path), f"{tmp_path}/a.CSV", f"{tmp_path}/x.parquet", "no/such.csv"):
        [message] = by_dbt(stage, {"census_path": path})
        assert message.startswith(f"`census_path`: the file {path}: there is no such file")
    assert by_dbt(stage, {"census_path": f"{tmp_path}/a.csv"}) == []


# --- assumption files ---------------------------------------------------------

LEVELS = "level_id,level_name,min_salary,max_salary"
RATES = "decision,level_id,annual_rate"
BANDS = "decision,dimension,from_years,to_years,multiplier"
RAISES = "level_id,merit_rate"
AGES = "age_from,age_to,weight"
PROFILES = "level_id,age_from,age_to,hire_weight,pay_position_from,pay_position_to"
ASSUMED: list[tuple[str, list[str], str]] = [
    ("job_levels", [], "is empty"),
    ("job_levels", [LEVELS], "there is no row"),
    ("job_levels", [LEVELS, "1,x,1,2", "1,y,3,4"], "is there more than once"),
    ("job_levels", [LEVELS, "40000,x,1,2"], "level_id must be from 0 to 32767"),
    ("job_levels", [LEVELS, "-1,x,1,2"], "level_id must be from 0 to 32767"),
    ("job_levels", [LEVELS, "9999999999999999999,x,1,2"], "blank or not a whole number"),
    ("job_levels", [LEVELS, "1,x,1e30,2"], "needs 0 <= min_salary < max_salary"),
    ("job_levels", [LEVELS, "1,x,NaN,inf"], "needs 0 <= min_salary < max_salary"),
    ("job_levels", [LEVELS, "1,x,30.000,50.000,9"], "more values than the header"),
    ("job_levels", [LEVELS + ",scenario_id", "1,x,1,2,a"], "leave that column out"),
    ("job_levels", [LEVELS + ",LEVEL_ID", "1,x,1,2,1"], "has the column level_id 2 times"),
    ("hazards", [RATES, "fire,1,0.1"], "decision must be termination or promotion"),
    ("hazards", [RATES, "termination,1,1e400"], "annual_rate must be a number from 0 to 1"),
    ("hazards", [RATES, "termination,1,NaN"], "annual_rate must be a number from 0 to 1"),
    ("hazards", [RATES + ",scenario_id", "termination,1,0.1,null"], 'scenario_id "null" is not one of'),
    *(
        ("hazards", [RATES + ",scenario_id", f'termination,1,0.1,"{text}"'], "is not one of the scenarios")
        for text in ("{{ 1 / 0 }}", "'; drop table x; --", "a\x1b[31mb", "x" * 5000)
    ),
    ("multipliers", [BANDS, "termination,age,-2147483648,,1"], "the first band must start at 0"),
    ("multipliers", [BANDS, "termination,age,0,,1", "termination,age,-2147483648,,1"], "the first band must start at 0"),
    ("multipliers", [BANDS, "termination,age,0,,1e30"], "multiplier must be a number from 0 to 1000"),
    ("raises", [RAISES, "1,x"], "merit_rate must be from -0.5 to 1"),
    ("raises", [RAISES, "1,99999999999"], "merit_rate must be from -0.5 to 1"),
    ("raises", ["level;rate", "1;2"], "lacks the column level_id, merit_rate"),
    ("hire_profiles", [PROFILES, "1,20,30,-1,0,1"], "hire_weight must be 0 or more"),
    ("hire_profiles", [PROFILES, "1,2147483647,2147483647,1,0,1"], "needs 14 <= age_from <= age_to <= 100"),
    ("hire_profiles", [PROFILES, "1,20,30,1,-99,99"], "needs 0 <= pay_position_from"),
    ("hire_profiles", [PROFILES, "77,20,30,1,0,1"], "not in job_levels"),
    ("entry_ages", [AGES, "18,30,0"], "weights must be 0 or more and not all 0"),
    ("entry_ages", [AGES, "18,30,-1"], "weights must be 0 or more and not all 0"),
    ("entry_ages", [AGES, "18,30,0.5", "25,40,0.5"], "overlaps the range before it"),
]


@pytest.mark.parametrize(("table", "lines", "message"), ASSUMED)
def test_an_assumption_file_ends_in_a_message(table: str, lines: list[str], message: str, stage: Stage, tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("\n".join(lines))
    came = stage.build({f"assumptions.{table}": str(file)}, ASSUMPTIONS)
    assert came.code == 2 and "\n" not in came.said and came.said == printable(came.said), came
    assert message in came.said, came
    assert len(came.said) < 3000


# --- whole runs ----------------------------------------------------------------


@pytest.fixture(scope="module")
def former(tmp_path_factory: pytest.TempPathFactory, default_file: Path) -> tuple[Path, bytes]:
    """Results of a run before, which must stay as they are."""
    target = tmp_path_factory.mktemp("former") / "planwise.duckdb"
    shutil.copy(default_file, target)
    return target, target.read_bytes()


BY_NAME = {case.name: case for case in CASES}
WHOLE = ["quote never closed", "header only", "Parquet cut off after 100", "values missing", "a pipe"]


@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_run_that_is_refused_leaves_the_former_results(name: str, former: tuple[Path, bytes], tmp_path: Path) -> None:
    target, content = former
    case = BY_NAME.get(name, Case(name, f"{HEAD}\n{FIRST.replace('50000', '')}\n".encode()))
    file = tmp_path / f"census{case.ending}"
    if name == "a pipe":
        os.mkfifo(file)
    else:
        file.write_bytes(case.content)
    answer = said("run", "--census-path", str(file), "--database", str(target), "--end-year", "2026")
    assert what_is_wrong_with(answer) is None, answer
    assert answer.code == (3 if name == "a pipe" else 2) and len(answer.problems) == 1, answer
    assert target.read_bytes() == content
    assert {path.name for path in target.parent.iterdir()} == {"planwise.duckdb", ".run"} or name == "a pipe"
    left = [path for path in (target.parent / ".run").rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in left) < 50_000_000
    places = {path.relative_to(target.parent / ".run").parts[:2] for path in left}
    kept = ("logs", "target", "failed.duckdb", "attempts.jsonl")
    allowed = {("planwise", name) for name in kept} | {("planwise.lock",), ("planwise.pid",)}
    assert places <= allowed
    assert traces(target.parent) == []


def test_a_whole_run_of_a_hostile_file_that_is_fine(tmp_path: Path) -> None:
    folder = tmp_path / "it's [a] *?"
    folder.mkdir()
    file = folder / "{{ undefined() }}; 'x'.csv"
    file.write_bytes(b"\xef\xbb\xbf" + PLAIN.replace("\n", "\r\n").encode())
    target = tmp_path / "out.duckdb"
    answer = said("run", "--census-path", str(file), "--database", str(target), "--end-year", "2026")
    assert answer.code == 0, answer.err
    assert rows(target, "select count(*) from baseline_workforce") == [(len(PEOPLE),)]
    assert traces(tmp_path) == []


def test_the_tools_see_what_is_wrong(stage: Stage, tmp_path: Path) -> None:
    """A message that is none, and a sniffing reader that loses rows, which is why there is none."""
    assert not is_a_message(Came(1, "`census_path`: /x: no"), "/x")
    assert not is_a_message(Came(2, "Runtime Error in /x"), "/x")
    assert not is_a_message(Came(2, "`census_path`: no"), "/x")
    assert is_a_message(Came(2, "`census_path`: /x: no"), "/x")
    head = "employee_id,current_compensation,age,tenure"
    ragged = write_lines(tmp_path / "ragged.csv", head, *["1,2,3,4"] * 10, "1,2", "1,2,3,4,5")
    lost = f"select count(*) from read_csv('{ragged}', all_varchar = true, header = true)"
    assert value(stage.file, lost) == 0
    assert "fewer values" in stage.build({"census_path": ragged}).said
