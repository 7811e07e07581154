"""The same census, configuration and seed give the same rows on DuckDB and on Spark, to the last bit.

Spark is Sail here; `PLANWISE_SPARK_PYTHON=/path/to/python pytest -m jvm` runs the same on Spark.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import hostile
import pyarrow
import pyarrow.compute
import pyarrow.parquet
import pytest
import spark_tables
from engine_inputs import REASONS, dirty_census, typed_panel
from helpers import NO_TESTS, PROJECT, VOLATILE, build_tables, differing_tables, execute, rows, tables_of, write_lines
from json_shapes import assert_as_documented
from sail import Sail
from spark_tables import COMPARED

from runner import load_config
from runner.projection.dbt import Progress, invoke
from runner.settings import duckdb_settings, read_settings

pytestmark = pytest.mark.slow

# read here, because the fixtures take PLANWISE_* out of the environment
SPARK_PYTHON = os.environ.get("PLANWISE_SPARK_PYTHON")
NO_JVM = "set PLANWISE_SPARK_PYTHON to a Python with dbt-spark and all of pyspark (for which there is Java)"

BY_YEAR = re.compile(r"int_workforce_years__dbt_tmp_(\d{4})_[0-9a-f]{8}")
BEHIND_A_VIEW = re.compile(BY_YEAR.pattern + r"|int_level_years__dbt_tmp_all_[0-9a-f]{8}")
OF_YEARS = ("int_workforce_years", "int_level_years", "int_employee_years", "fct_", "agg_")  # and what is made of them
SCHEMA = "engines"
ON_SPARK = ["--target", "spark", "--schema", SCHEMA]
Vars = Mapping[str, Any]
Tables = Mapping[str, pyarrow.Table]


class Heard(Progress):
    """What dbt says on a terminal."""

    def __init__(self) -> None:
        super().__init__(quiet=True)
        self.said: list[str] = []

    def hear(self, event: Any) -> None:
        if event.info.level != "debug":
            self.said.append(event.info.msg)


@dataclass(frozen=True)
class Spark:
    """A Spark and the Python that reaches it. dbt runs in this process, on a Spark without a server in that Python."""

    python: Path
    folder: Path
    remote: str | None = None

    def _run(self, command: list[str], **more: str) -> subprocess.CompletedProcess[str]:
        environment = {name: text for name, text in os.environ.items() if name != "SPARK_REMOTE"} | more
        pipes: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        # a Spark without a server has its warehouse in the current folder
        return subprocess.run(command, cwd=self.folder, env=environment, text=True, check=False, **pipes)

    def dbt(self, command: str, dbt_vars: Vars, *arguments: str) -> tuple[bool, str]:
        """Whether it went well, and what it said."""
        if self.remote:
            settings, heard = read_settings(target="spark", schema=SCHEMA), Heard()
            with settings.applied():
                result = invoke([command, *arguments], self.folder, settings, dbt_vars, heard)
            return result.success, "\n".join([*heard.said, str(result.exception)])
        place = ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT), "--target", "spark"]
        place += ["--target-path", str(self.folder / "target"), "--log-path", str(self.folder / "logs")]
        call = [str(self.python.with_name("dbt")), "--no-use-colors", command, *arguments, "--vars", json.dumps(dbt_vars)]
        done = self._run([*call, *place], PLANWISE_SCHEMA=SCHEMA)
        return done.returncode == 0, done.stdout

    def build(self, dbt_vars: Vars, *arguments: str) -> Tables:
        """All that a whole build makes. Its tests have to pass."""
        good, said = self.dbt("build", dbt_vars, *arguments)
        assert good, said.partition("Completed with")[2] or said[-4000:]
        return self.tables()

    def sql(self, *statements: str) -> None:
        self._call("sql", *statements)

    def tables(self, *starts: str) -> Tables:
        """All tables and views, or those whose names start so."""
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            self._call("save", folder, SCHEMA, *starts)
            return {file.stem: pyarrow.parquet.read_table(file) for file in Path(folder).glob("*.parquet")}

    def _call(self, function: str, *arguments: str) -> None:
        if self.remote:
            getattr(spark_tables, function)(*arguments)
        else:
            self._run([str(self.python), str(spark_tables.__file__), function, *arguments]).check_returncode()


@dataclass(frozen=True)
class Case:
    """What both engines got, and what they made of it."""

    dbt_vars: Vars
    file: Path
    tables: Tables
    run: hostile.Said | None = None


# --- comparing ----------------------------------------------------------


def kind(data_type: str) -> str:
    """What two types have in common that hold the same values: numbers of any width."""
    if re.fullmatch(r"U?(TINY|SMALL|BIG|HUGE)?INT|U?INTEGER", data_type):
        return "whole number"
    if match := re.fullmatch(r"DECIMAL\(\d+,(\d+)\)", data_type):
        return f"decimals with {match.group(1)} places" if match.group(1) != "0" else "whole number"
    return data_type


def in_order(table: pyarrow.Table) -> pyarrow.Table:
    return table.sort_by([(name, "ascending") for name in table.column_names])


def years_kept(tables: Tables) -> list[str]:
    """The simulated years that have a table of their own."""
    return sorted(match.group(1) for name in tables if (match := BY_YEAR.fullmatch(name)))


def differences(file: Path, tables: Tables) -> dict[str, Any]:
    """What differs between a DuckDB file and the tables of Spark, by table: its types, else some of its rows."""
    mine, theirs = set(tables_of(file)), {name for name in tables if not BEHIND_A_VIEW.fullmatch(name)}
    found: dict[str, Any] = dict.fromkeys(mine - theirs, "only on DuckDB") | dict.fromkeys(theirs - mine, "only on Spark")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "spark.duckdb"
        with duckdb.connect(str(copy)) as connection:
            connection.execute(f"attach '{file}' as duck (read_only)")
            for name in mine & theirs:
                connection.register("spark", tables[name])
                columns, others = (
                    {row[0]: row[1] for row in connection.execute(f"describe {relation}").fetchall()}
                    for relation in (f"duck.main.{name}", "spark")
                )  # in any order: Spark puts the columns of a partition last
                compared = columns.keys() - VOLATILE - {"status"}  # of tests, which one of the two left out
                if columns.keys() != others.keys() or any(kind(columns[column]) != kind(others[column]) for column in compared):
                    found[name] = (columns, others)
                cast = ", ".join(f"cast({column} as {columns[column]}) as {column}" for column in compared & others.keys())
                connection.execute(f"create table {name} as select {cast} from spark")
        return found | differing_tables(file, copy, (mine & theirs) - found.keys(), COMPARED, ["status"])


def test_differences_are_found(tmp_path: Path) -> None:
    """Rows are compared with their number, values to the last bit, in whatever order rows and columns are."""
    three = "values ('a', 1.25, 5e-1), ('a', 1.25, 5e-1), ('b', null, 25e-2)"
    people = f"select * from ({three}) as people (id, pay, draw)"
    execute(tmp_path / "people.duckdb", f"create table people as {people}")

    def found(sql: str, name: str = "people") -> dict[str, Any]:
        return differences(tmp_path / "people.duckdb", {name: duckdb.connect().sql(sql).to_arrow_table()})

    assert found(f"select draw, id, pay from ({people}) order by id desc") == {}
    assert found(people, "others") == {"people": "only on DuckDB", "others": "only on Spark"}
    assert found(f"select distinct * from ({people})") == {"people": [("a", Decimal("1.25"), 0.5)]}
    other_bit = f"select id, pay, if(draw < 0.5, nextafter(draw, 1), draw) as draw from ({people})"
    assert found(other_bit) == {"people": [("b", None, 0.25), ("b", None, 0.25 + 2**-54)]}
    for other_columns in ("id, cast(pay as double) as pay, draw", "id, pay"):
        assert set(found(f"select {other_columns} from ({people})")) == {"people"}


# --- what comes out -----------------------------------------------------


@pytest.fixture(
    scope="module",
    params=["sail", pytest.param("jvm", marks=[pytest.mark.jvm, pytest.mark.skipif(not SPARK_PYTHON, reason=NO_JVM)])],
)
def spark(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spark]:
    folder = tmp_path_factory.mktemp("spark")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLANWISE_SHUFFLE_PARTITIONS", "2")
        if request.param == "jvm":
            yield Spark(Path(str(SPARK_PYTHON)), folder)
            return
        sail: Sail = request.getfixturevalue("sail")
        with sail.connected() as remote:
            yield Spark(Path(sys.executable), folder, remote)


@pytest.fixture(scope="module")
def dirty(spark: Spark, tmp_path_factory: pytest.TempPathFactory) -> Case:
    """A whole run, with data tests and unit tests on Spark. Other files test DuckDB."""
    folder = tmp_path_factory.mktemp("dirty")
    dbt_vars, file = dirty_census(folder), folder / "planwise.duckdb"
    build_tables(file, load_config(overrides=dbt_vars).to_vars(), ())
    if not spark.remote:
        return Case(dbt_vars, file, spark.build(dbt_vars))
    (folder / "plan.yml").write_text(json.dumps(dbt_vars, ensure_ascii=False), encoding="utf-8")
    done = hostile.said("run", "--config", str(folder / "plan.yml"), *ON_SPARK, "--all-tests", "--json", "--verbose")
    assert done.code == 0, done.err
    return Case(dbt_vars, file, spark.tables(), done)


@pytest.fixture(scope="module")
def broken(spark: Spark, dirty: Case) -> tuple[str, Tables]:
    """What a second build of the years says and leaves when its second year cannot be computed."""
    years, kept = f"{SCHEMA}.int_trial_years", f"{SCHEMA}.kept_trial_years"
    fails = "case when simulation_year = 2026 then cast(raise_error('no such year') as bigint)"
    target = f"{fails} else target_headcount end as target_headcount"
    columns = [target if name == "target_headcount" else name for name in dirty.tables["int_trial_years"].column_names]
    spark.sql(
        f"create table {kept} as select * from {years}",
        f"drop table {years}",
        f"create view {years} as select {', '.join(columns)} from {kept}",
    )
    good, said = spark.dbt("run", dirty.dbt_vars, "--select", "int_workforce_years")
    assert not good
    spark.sql(f"drop view {years}", f"create table {years} as select * from {kept}", f"drop table {kept}")
    return said, spark.tables(*OF_YEARS)


@pytest.fixture(scope="module")
def second(spark: Spark, dirty: Case, broken: tuple[str, Tables], tmp_path_factory: pytest.TempPathFactory) -> Case:
    """A run on another census, with other years and scenarios, over the first and what a broken run left."""
    assert "no such year" in broken[0]
    folder = tmp_path_factory.mktemp("second")
    dbt_vars = typed_panel(folder)
    file = build_tables(Path(shutil.copy(dirty.file, folder)), dbt_vars, ())
    return Case(dbt_vars, file, spark.build(dbt_vars, *NO_TESTS, "seed"))


def test_a_dirty_csv_census_and_own_assumptions_give_the_same_on_both_engines(dirty: Case) -> None:
    assert differences(dirty.file, dirty.tables) == {}
    assert years_kept(dirty.tables) == ["2025", "2026"]  # each has one table of its own
    # every reason and event is among what was compared
    given = "; ".join(text for (text,) in rows(dirty.file, "select reasons from stg_census_rejects"))
    assert [reason for reason in REASONS if reason not in given] == []
    distinct = "select scenario_id, list(distinct reason order by reason) from fct_workforce_events where event_type <> 'raise'"
    growing = ["headcount_target", "new_hire_termination", "planned", "promotion", "replaces_first_year_leavers", "turnover"]
    expected = {"cut": sorted([*growing, "layoff"]), "luck": growing, "plan": growing}  # units of a shrinking whole may grow
    assert dict(rows(dirty.file, f"{distinct} group by all")) == expected


def test_a_run_and_every_command_say_what_they_say_on_duckdb(spark: Spark, dirty: Case, tmp_path: Path) -> None:
    """Documents to 9 digits, since averages are sums in any order. The report without number, times and such of the run."""
    if dirty.run is None:
        pytest.skip("the runner needs a Spark Connect server")
    done, file = assert_as_documented(dirty.run.out), ["--database", str(dirty.file)]
    assert done["run_success"] and done["test_success"] and not done["errors"]
    assert dirty.tables["run_history"]["status"].to_pylist() == ["passed"]
    assert done["database"] == f"schema {SCHEMA} on {str(spark.remote).partition('/;')[0]}" and done["models_executed"] > 30
    steps = [line[:19] for line in dirty.run.err.splitlines() if line.startswith("simulated year")]
    assert steps == [f"simulated year {year}" for year in (2025, 2026)]
    questions = [["ask", entry["name"]] for entry in json.loads(hostile.said("ask", "--json").out)["rows"]]
    assert len(questions) > 8
    explained = [["explain", "NH-2026-2"], ["explain", "e'0000\\2"]]
    others = [["results"], ["results", "--sql", "from fct_headcount_bridge order by all"], ["fan", "--measure", "headcount"]]
    for command in [*questions, *explained, *others, ["compare"], ["compare", "--fiscal"]]:
        theirs, ours = hostile.said(*command, *ON_SPARK, "--json"), hostile.said(*command, *file, "--json")
        their_parts, our_parts = (re.split(r"(\d+\.\d+)", said.out) for said in (theirs, ours))  # every second is a decimal
        assert (theirs.code, their_parts[::2]) == (ours.code, our_parts[::2]), command
        assert list(map(float, their_parts[1::2])) == pytest.approx(list(map(float, our_parts[1::2])), rel=1e-9), command
        assert theirs.err.replace(done["database"], str(dirty.file)) == ours.err
    assert json.loads(hostile.said("doctor", *ON_SPARK, "--json").out)["issues"] == []
    pages = []
    for place in (ON_SPARK, file):
        assert hostile.said("report", *place, "--output", str(tmp_path / "page.html")).code == 0
        differing = r"[\w ,:-]{,40} UTC|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|<dt>(Versions|Status)</dt><dd>[^<]*</dd>"
        pages.append(re.sub(differing, "", (tmp_path / "page.html").read_text("utf-8")))
    assert pages[0] == pages[1] and "Headline numbers" in pages[0]


def test_a_year_that_fails_leaves_the_former_years(dirty: Case, broken: tuple[str, Tables]) -> None:
    said, left = broken
    assert "simulated year 2025" in said and "simulated year 2026" not in said
    assert years_kept(left) == ["2025", "2025", "2026"]  # the former ones, and the one that came to be
    former = [name for name in dirty.tables if name.startswith(OF_YEARS)]
    assert len(former) > 8
    for name in former:
        assert in_order(left[name]).equals(in_order(dirty.tables[name])), name


def test_typed_past_censuses_are_fitted_alike_and_replace_the_first_run_and_what_a_broken_one_left(
    dirty: Case, second: Case
) -> None:
    """Levels from titles, rates and volatilities fitted, and later years compared. Each run adds a row to the history."""
    history = second.tables["run_history"].filter(pyarrow.compute.field("status") != "failed")
    assert differences(second.file, {**second.tables, "run_history": history}) == {}
    assert years_kept(second.tables) == ["2023", "2024", "2025"]
    assert rows(second.file, "select count(*) > 30 from rpt_backtest") == [(True,)]
    assert rows(second.file, "select sum(events) > 10 from rpt_fitted_rates where decision = 'retirement'") == [(True,)]
    assert dirty.tables["run_history"].num_rows == 1
    runs = sorted(second.tables["run_history"].to_pylist(), key=lambda row: row["started_at"])
    assert [(row["status"] == "failed", row["scenario_count"]) for row in runs] == [(False, 3), (True, None), (False, 2)]
    assert len({row["run_id"] for row in runs}) == 3


def test_bad_input_is_refused_with_the_same_lines(spark: Spark, dirty: Case, second: Case, tmp_path: Path) -> None:
    """A parameter before anything is built; a column, an assumption and a scenario's rows by the models that read them."""
    bands = write_lines(tmp_path / "bands.csv", "level_id,level_name,min_salary,max_salary", "1,A,50000,4e4", "1.5,B,1,2")
    in_files = {
        "census_columns": {"employee_id": "Employee №"},
        "assumptions": {**dirty.dbt_vars["assumptions"], "job_levels": bands},
        "scenarios": {"base": {}},  # the tables have rows of `luck`
    }
    file = Path(shutil.copy(second.file, tmp_path / "planwise.duckdb"))
    for wrong, lines in (({"replications": 0}, 1), (in_files, 7)):
        dbt_vars = {**dirty.dbt_vars, **wrong}
        settings = duckdb_settings(file)
        with settings.applied():
            refused: Any = invoke(["build", *NO_TESTS, "seed"], tmp_path, settings, dbt_vars)
        on_duckdb = "\n".join([str(refused.exception), *(str(entry.message) for entry in refused.result or [])])
        good, on_spark = spark.dbt("build", dbt_vars, *NO_TESTS, "seed")
        assert (refused.success, good) == (False, False)
        assert bad_input(on_spark) == bad_input(on_duckdb) and len(bad_input(on_duckdb)) == lines, on_duckdb
    compared = ("int_workforce_years", "fct_headcount_bridge", "fct_workforce_events")
    left = spark.tables("run_history", *compared)
    for name in compared:
        assert in_order(left[name]).equals(in_order(second.tables[name])), name
    *former, failed = sorted(left["run_history"].to_pylist(), key=lambda row: row["started_at"])  # of 0 replications none
    assert former == sorted(second.tables["run_history"].to_pylist(), key=lambda row: row["started_at"])
    assert failed["status"] == "failed" and "Bad input: " in failed["error"]


def bad_input(said: str) -> list[str]:
    """The lines that refuse an input, each once."""
    return sorted(set(re.findall(r"Bad input: [^\n]*", said)))
