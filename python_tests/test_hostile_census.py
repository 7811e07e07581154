"""Hostile census and assumption files: each ends in a result or in a message; no row is lost in silence."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from helpers import NO_TESTS, build_tables, examples, rows
from hostile import (
    JINJA,
    SQL,
    TRACE,
    UNPRINTABLE,
    project_files,
    said,
    traces,
    what_is_wrong_with,
    within_limit,
    without_privilege,
)
from hostile_files import CASES, NAMES, PEOPLE, PLAIN, Case, as_csv, records

from runner import load_config
from runner.census import check_files
from runner.config.parameters import parameters
from runner.errors import RunnerError, printable
from runner.projection import build, invoke
from runner.projection.dbt import BAD_INPUT
from runner.settings import duckdb_settings

pytestmark = pytest.mark.slow
CENSUS = ("int_census_texts", "employees", "int_census_ages", "int_census_faults", "stg_census_data", "stg_census_rejects")
ASSUMPTIONS = (*parameters()["assumptions"].names, "int_input_problems")


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
        self.folder, self.file = folder, folder / "planwise.duckdb"
        (folder / "plain.csv").write_text(PLAIN)
        needed = ["+stg_census_rejects", "+stg_census_data", "+int_input_problems"]
        build_tables(self.file, {"census_path": str(folder / "plain.csv")}, needed)

    def build(self, given: dict[str, Any], models: tuple[str, ...] = CENSUS) -> Came:
        """The models with these parameters, by way of the runner."""
        try:
            with within_limit():
                config = load_config(overrides=given)
                check_files(config)
                settings = duckdb_settings(self.file)
                with settings.applied():
                    build(config.to_vars(), self.folder / ".dbt", settings, *NO_TESTS, "--select", *models, quiet=True)
        except RunnerError as error:
            return Came(error.exit_code, error.message)
        counts = "select (select count(*) from stg_census_data), (select count(*) from stg_census_rejects)"
        return Came(0, "", *(rows(self.file, counts)[0] if models == CENSUS else ()))

    def build_by_dbt(self, given: dict[str, Any], models: tuple[str, ...] = CENSUS) -> list[str]:
        """What `dbt build --vars` says of a census, without the runner's look at the files."""
        settings = duckdb_settings(self.file)
        with within_limit(), settings.applied():
            result = invoke(["build", *NO_TESTS, "--select", *models], self.folder / ".dbt", settings, given)
        assert result.exception is None and result.result is not None
        messages = [entry.message or "" for entry in result.result.results if str(entry.status) == "error"]  # type: ignore[union-attr]
        return [message.partition(BAD_INPUT)[2].split("\n")[0] or message for message in messages]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return Stage(tmp_path_factory.mktemp("stage"))


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
    """Else the cases made by chance would show nothing. And what judges them sees a loss, and a message that is none.

    6 cases, with PLANWISE_EXAMPLES=full 30.
    """
    made = [case for case in CASES if case.name.startswith("chance")]
    read = [case for case in made if records(case.content.decode("utf-8", "replace")) is not None]
    assert len(made) == examples(6, 30) and len(read) >= len(made) // 3
    assert records(PLAIN) == len(PEOPLE) and records('a,b\n1,"2\n') is None
    wrong = [Came(1, "`census_path`: /x: no"), Came(2, "Runtime Error in /x"), Came(2, "`census_path`: no")]
    assert not any(is_a_message(came, "/x") for came in wrong) and is_a_message(Came(2, "`census_path`: /x: no"), "/x")


def test_hostile_values_are_stored_byte_for_byte(stage: Stage, tmp_path: Path) -> None:
    ids = [text for text in [*JINJA, *SQL, *UNPRINTABLE] if text.strip() == text and text != "\0"]
    file = tmp_path / "census.csv"
    file.write_text(as_csv([NAMES, *([text, *PEOPLE[0][1:]] for text in ids)]), newline="")
    assert stage.build({"census_path": str(file)}).code == 0
    assert {name for (name,) in rows(stage.file, "select employee_id from stg_census_data")} == set(ids)
    tables = {name for (name,) in rows(stage.file, "select table_name from duckdb_tables()")}
    assert set(CENSUS) <= tables and TRACE not in tables
    assert traces(tmp_path) == []


# those with * and ? alone, because as patterns they would match others besides themselves
FILE_NAMES = [
    *("*.csv", "a?.csv", "~a[b]{b,c}.parquet.csv", ' a\\b "it\'s" (c);#=1 {{ undefined() }}{% do x %}\n\u65e5\u672c %Y.csv'),
    "-x'; drop table x; --" + "a" * 180,
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


def test_a_name_that_cannot_be_opened_or_shown_is_refused(stage: Stage, tmp_path: Path) -> None:
    (tmp_path / "a\\*.csv").write_text(PLAIN)
    came = stage.build({"census_path": str(tmp_path / "a\\*.csv")})
    assert came.code == 2 and "has a backslash and one of * ? [ in its path" in came.said
    for name in [*(f"a{text}b.csv" for text in UNPRINTABLE), "a" * 4001]:
        came = stage.build({"census_path": name})
        assert came.code == 2 and "Must be text of 1 to 4000 printable characters" in came.said


def make_folder(place: Path) -> None:
    place.mkdir()
    (place / "a.csv").write_text(PLAIN)


NO_FILES: list[tuple[Callable[[Path], object], str]] = [
    (os.mkfifo, "a pipe or a device"),
    (lambda place: place.symlink_to("/dev/zero"), "a pipe or a device"),
    (lambda place: place.symlink_to("/proc/kmsg"), "a pipe or a device"),
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
    (tmp_path / "c.csv").write_text("mine")
    (tmp_path / "c.csv").chmod(0)
    with without_privilege():
        came = stage.build({"census_path": str(tmp_path / "c.csv")})
    assert came.code == 3 and "Permission denied" in came.said


ADDRESSES = ["HTTPS://LOCALHOST:1/c", "s3://bucket/c.parquet", "file:///etc/passwd"]


def test_nothing_is_fetched(stage: Stage) -> None:
    for address in ADDRESSES:
        came = stage.build({"census_path": address})
        [message] = stage.build_by_dbt({"census_path": address})
        assert came.code == 3 and "is an address" in came.said and "is an address" in message


def test_the_dbt_door_takes_paths_for_files(stage: Stage, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(PLAIN)
    for path in (f"{tmp_path}/*.csv", str(tmp_path), "no/such.parquet"):
        [message] = stage.build_by_dbt({"census_path": path})
        assert message.startswith(f"`census_path`: the file {path}: there is no such file")
    assert stage.build_by_dbt({"census_path": f"{tmp_path}/a.csv"}) == []
    os.mkfifo(tmp_path / "pipe")
    [message] = stage.build_by_dbt({"census_path": f"{tmp_path}/pipe"})
    assert "is empty, or a pipe or a device" in message


# --- assumption files ---------------------------------------------------------

HEADERS = {
    "job_levels": "level_id,level_name,min_salary,max_salary",
    "hazards": "decision,level_id,annual_rate",
    "multipliers": "decision,dimension,from_years,to_years,multiplier",
    "raises": "level_id,merit_rate",
    "hire_profiles": "level_id,age_from,age_to,hire_weight,pay_position_from,pay_position_to",
    "level_targets": "level_id,year,share",
    "retirement_rules": "min_age",
    "retirement_take_up": "years_since_eligible,annual_rate",
    "entry_ages": "age_from,age_to,weight",
}
# texts that follow the headers, and what is said of them, which names five problems; all of a dictionary are given at once
ASSUMED: list[dict[str, tuple[str, str]]] = [
    {"job_levels": ("", "there is no row"), "hazards": ("\nfire,1,0.1", "decision must be termination or promotion")},
    {
        "job_levels": ("\n1,x,1,2\n1,y,3,4", "is there more than once"),
        "hire_profiles": ("\n1,20,30,-1,0,1", "hire_weight must be 0 or more"),
        "entry_ages": ("\n18,30,0", "weights must be 0 or more and not all 0"),
    },
    {"level_targets": ("\n1,2026,0\n1,2026,0", "is there more than once for a year")},
    {
        "level_targets": ("\n1,,0", "shares of a year must be 0 or more"),
        "hire_profiles": ("\n77,20,30,,0,1", "level_id 77 is not"),
    },
    {"retirement_rules": ("\n,", "needs an age, a tenure or a sum"), "retirement_take_up": ("\n0,0.1\n0,0.2", "more than once")},
    {
        "retirement_rules": ("\n-1", "needs an age, a tenure or a sum"),
        "retirement_take_up": ("\n-1,1.5", "must be a number from 0 to 1"),
    },
    {"level_targets": ("\n77,,0.5", "level_id 77 is not in job_levels")},
    {
        "job_levels": ("\n40000,x,1,2", "level_id must be from 0 to 32767"),
        "entry_ages": ("\n18,30,0.5\n25,40,0.5", "overlaps the range before it"),
    },
    {
        "job_levels": ("\n,x,1,2", "blank or not a whole number"),
        "hire_profiles": ("\n1,101,101,1,0,1", "needs 14 <= age_from <= age_to <= 100"),
    },
    {"job_levels": ("\n-1,x,1,2\n1,x,5,3", "needs 0 <= min_salary < max_salary")},
    {
        "hazards": ("\ntermination,1,1.5", "annual_rate must be a number from 0 to 1"),
        "entry_ages": ("\n18,30,-1", "weights must be 0 or more and not all 0"),
    },
    {"hire_profiles": ("\n77,20,30,,0,1", "level_id 77 is not in job_levels")},
    {
        "hire_profiles": ("\n1,20,30,1,-9,9\n77,20,30,1,0,1", "needs 0 <= pay_position_from"),
        "multipliers": ("\ntermination,age,0,,2000\ntermination,age,-5,,1", "the first band must start at 0"),
    },
    {"multipliers": ("\ntermination,age,0,,1001", "multiplier must be a number from 0 to 1000")},
    {"multipliers": ("\ntermination,age,0,,1", "no bands for promotion by tenure")},
    {
        "hire_profiles": ("\n77,20,30,1,0,1", "level_id 77 is not in job_levels"),
        "raises": ("\n1,9", "merit_rate must be from -0.5 to 1"),
    },
    *(
        {"hazards": (f',scenario_id\ntermination,1,0.1,"{text}"', "is not one of the scenarios")}
        for text in ("a\x1b[31m {{ 1 / 0 }}'; drop table x; --", "x" * 5000)
    ),
]


# of one build these tables have one file each: a text after its header, and what is said of it
UNREADABLE: list[dict[str, tuple[str, str]]] = [
    {
        "job_levels": ("\n1,x,1e30,2", 'min_salary is "1e30"; must be a number below 10000000000, without signs'),
        "hazards": ("\ntermination,1,NaN", 'annual_rate is "NaN"; must be a number'),
        "multipliers": ("\ntermination,age,0,,1e30", 'multiplier is "1e30"; must be a number'),
        "raises": ("\n1,three", 'merit_rate is "three"; must be a number'),
        "hire_profiles": ('\n1,20,30,"1,5",0,1', 'hire_weight is "1,5"; must be a number'),
        "entry_ages": ("\n18,30,many", 'weight is "many"; must be a number'),
    },
    {
        "job_levels": ("\n1.5,x,1,2", 'level_id is "1.5"; must be a whole number'),
        "multipliers": ("\ntermination,age,0,-2147483648,1", 'to_years is "-2147483648"; must be a whole number'),
        "raises": (";rate\n1,2;3", "lacks the column merit_rate"),
        "hire_profiles": ("\n1,20,30,50%,0,1", 'hire_weight is "50%"; must be a number'),
    },
    {
        "job_levels": ("\n1,x,30.000,50.000,9", "has 5 fields, the header"),
        "hire_profiles": (",tenure_from\n1,20,30,1,0,1,two", 'tenure_from is "two"; must be a whole number'),
    },
    {"job_levels": (",scenario_id\n1,x,1,2,a", "leave that column out")},
    {"job_levels": (",LEVEL_ID\n1,x,1,2,1", "has the column level_id 2 times")},
]


@pytest.mark.parametrize("given", UNREADABLE, ids=lambda given: next(iter(given.values()))[1][:30])
def test_each_table_says_what_cannot_be_read(given: dict[str, tuple[str, str]], stage: Stage, tmp_path: Path) -> None:
    files = {table: tmp_path / f"{table}.csv" for table in given}
    for table, (text, _) in given.items():
        files[table].write_text(HEADERS[table] + text)
    said = stage.build_by_dbt({"assumptions": {table: str(file) for table, file in files.items()}}, ASSUMPTIONS)
    assert len(said) == len(given), said
    for table, (_, message) in given.items():
        assert [line for line in said if message in line and f"assumptions.{table}`" in line], (table, said)


@pytest.mark.parametrize("given", ASSUMED, ids=lambda given: next(iter(given.values()))[1][:30])
def test_an_assumption_file_ends_in_a_message(given: dict[str, tuple[str, str]], stage: Stage, tmp_path: Path) -> None:
    files = {f"assumptions.{table}": tmp_path / f"{table}.csv" for table in given}
    for (table, (text, _)), file in zip(given.items(), files.values(), strict=True):
        file.write_text(HEADERS[table] + text)
    came = stage.build({name: str(file) for name, file in files.items()}, ASSUMPTIONS)
    assert came.code == 2 and came.said == printable(came.said) and len(came.said) < 3000 and "\n" not in came.said, came
    for table, (_, message) in given.items():
        assert message in came.said and (f"`{table}`" in came.said or f"`assumptions.{table}`" in came.said), came


WHOLE = [case for case in CASES if case.name in ("quote never closed", "header only")] + [Case("a pipe", b"")]


@pytest.mark.parametrize("case", WHOLE, ids=lambda case: case.name)
def test_a_whole_run_that_is_refused_leaves_the_former_results(case: Case, default_file: Path, tmp_path: Path) -> None:
    target = tmp_path / "results" / "planwise.duckdb"
    target.parent.mkdir()
    shutil.copy(default_file, target)
    before = project_files()
    file, is_pipe = tmp_path / f"census{case.ending}", case.name == "a pipe"
    if is_pipe:
        os.mkfifo(file)
    else:
        file.write_bytes(case.content)
    answer = said("run", "--census-path", str(file), "--database", str(target), "--end-year", "2026")
    assert what_is_wrong_with(answer) is None, answer
    assert answer.code == (3 if is_pipe else 2) and len(answer.problems) == 1, answer
    assert target.read_bytes() == default_file.read_bytes() and project_files() == before
    left = [path for path in (target.parent / ".run").rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in left) < 50_000_000
    places = {path.relative_to(target.parent / ".run" / target.name).parts[0] for path in left}
    assert places <= {"logs", "target", "failed.duckdb", "attempts.jsonl", "lock", "pid"}
    assert {path.name for path in target.parent.iterdir()} <= {"planwise.duckdb", ".run"} and traces(target.parent) == []
