"""Small tools that several test files share: SQL on finished files, census files, dbt without its tests."""

import csv
import os
import re
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import pytest

from runner import RunResult
from runner.cli import main
from runner.projection import build, invoke
from runner.settings import duckdb_settings

PROJECT = Path(__file__).resolve().parent.parent
# promotions at the rates and hires of the profiles, whatever the levels hold
PUSH = {"promotion_policy": "rates", "promotion_rounding": "nearest", "hire_levels": "profile"}
SAMPLE = PROJECT / "seeds" / "sample_employees.csv"

# what differs between two runs of the same thing: when it was, under which number, and with which packages
VOLATILE = {"created_at", "run_id", "started_at", "finished_at", "package_versions"}

NO_TESTS = ("--exclude-resource-type", "unit_test", "test")

Capture = pytest.CaptureFixture[str]
Patch = pytest.MonkeyPatch
T = TypeVar("T")
MakeRun = Callable[..., RunResult]  # `make_run(random_seed=3)` runs the projection into a file of its own
Build = Callable[..., Path]  # `build({"random_seed": 3})` makes the tables by dbt, without any tests, and gives the file


def examples(few: T, full: T) -> T:
    """How much to try: what still proves the claim, or with PLANWISE_EXAMPLES=full much more."""
    return full if _FULL else few


_FULL = os.environ.get("PLANWISE_EXAMPLES") == "full"
_COLUMNS = "select column_name from duckdb_columns() where table_name = ?"


def rows(database: str | Path, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """The rows of one query on a finished file."""
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(sql, list(parameters)).fetchall()


def value(database: str | Path, sql: str, *parameters: Any) -> Any:
    """The one value of a query."""
    [[found]] = rows(database, sql, *parameters)
    return found


def records(database: str | Path, sql: str) -> list[dict[str, Any]]:
    """The rows of a query by the names of its columns."""
    with duckdb.connect(str(database), read_only=True) as connection:
        found: list[dict[str, Any]] = connection.sql(sql).to_arrow_table().to_pylist()
    return found


def execute(database: str | Path, *statements: str) -> None:
    """Change a file, or make one where there is none."""
    with duckdb.connect(str(database)) as connection:
        for sql in statements:
            connection.execute(sql)


def columns_of(database: str | Path, table: str) -> list[str]:
    """Names of the columns, in order."""
    return [name for (name,) in rows(database, f"{_COLUMNS} order by column_index", table)]


def tables_of(database: str | Path) -> list[str]:
    """Every table and view of the project in a file."""
    sql = "select table_name from information_schema.tables where table_schema = 'main' order by 1"
    return [name for (name,) in rows(database, sql)]


def differing_rows(
    left: str | Path, right: str | Path, table: str, where: str = "true", without: Iterable[str] = ()
) -> list[tuple[Any, ...]]:
    """Rows of a table that one file has and the other has not, counted with their multiplicity."""
    return differing_tables(left, right, [table], {table: where}, without).get(table, [])


def differing_tables(
    left: str | Path,
    right: str | Path,
    tables: Iterable[str],
    where: Mapping[str, str] | None = None,
    without: Iterable[str] = (),
) -> dict[str, list[tuple[Any, ...]]]:
    """The tables that differ, each with some of its differing rows. Equal sums of the hashes of all rows are no difference."""
    skipped, found = VOLATILE | set(without), {}
    with duckdb.connect() as connection:
        connection.execute(f"attach '{left}' as l (read_only); attach '{right}' as r (read_only)")
        for table in tables:
            columns = connection.execute(_COLUMNS + " and database_name = 'l' order by column_index", [table]).fetchall()
            names = ", ".join(f'"{name}"' for (name,) in columns if name not in skipped)
            places = [f"{side}.main.{table} where {(where or {}).get(table, 'true')}" for side in ("l", "r")]
            sums = [connection.execute(f"select count(*), sum(hash({names})) from {place}").fetchone() for place in places]
            if sums[0] != sums[1]:
                first, second = (f"(select {names} from {place})" for place in places)
                rest = (f"{one} except all {other} limit 3" for one, other in ((first, second), (second, first)))
                found[table] = [row for sql in rest for row in connection.execute(sql).fetchall()]
    return found


def assert_same_results(left: Path, right: Path, without: Iterable[str] = ()) -> None:
    """Two files have the same tables with the same rows; the history and tables of the user's are left out."""
    names, others = (set(tables_of(file)) - {"run_history", *without} for file in (left, right))
    assert names == others and len(names) > 30
    assert differing_tables(left, right, names) == {}


def dbt(arguments: Sequence[str], database: Path, dbt_vars: Mapping[str, Any] | None = None, **settings: Any) -> Any:
    """Call dbt in this process on a database file; its own files go beside it. With variables the parse is a kept one."""
    chosen = duckdb_settings(database, **settings)
    with chosen.applied():
        return invoke(list(arguments), database.parent / ".dbt", chosen, dbt_vars)


def call(capsys: Capture, *arguments: str | Path) -> tuple[int, str, str]:
    """The exit code of a command, and what it says on stdout and stderr."""
    code = main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def build_tables(database: Path, dbt_vars: Mapping[str, Any], select: Sequence[str], **settings: Any) -> Path:
    """Make the tables of the project, or those selected, without running tests."""
    selection = [*NO_TESTS, *(["--select", *select] if select else [])]
    chosen = duckdb_settings(database, **settings)
    with chosen.applied():
        build(dbt_vars, database.parent / ".dbt", chosen, *selection, quiet=True)
    return database


def copy_project(folder: Path) -> Path:
    """What a run needs of the project, in a folder of its own."""
    skipped = (".*", "data", "logs", "target", "tmp", "benchmarks", "docs", "python_tests", "*.egg-info")
    return Path(shutil.copytree(PROJECT, folder / "project", ignore=shutil.ignore_patterns(*skipped)))


def failed_node(entry: Any) -> bool:
    """Whether dbt says that a node went wrong."""
    return str(entry.status) in ("error", "fail", "runtime error")


def seed_rows(name: str) -> list[dict[str, str]]:
    """A bundled assumption table."""
    with (PROJECT / "seeds" / f"default_{name}.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def sample_rows(count: int | None = None) -> list[dict[str, str]]:
    """The bundled sample, or its first rows."""
    with SAMPLE.open(newline="") as file:
        return list(csv.DictReader(file))[:count]


def write_csv(path: Path, records: Sequence[Mapping[str, Any]]) -> Path:
    """A CSV file with the columns of the first record."""
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(records[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(records)
    return path


def write_lines(path: Path, *lines: str) -> str:
    """A text file; gives its path as text, as parameters want it."""
    path.write_text("\n".join(lines) + "\n")
    return str(path)


def run_ids_of_tables(database: str | Path) -> set[str]:
    """The runs that made the tables and views of the project in a file, by their comments."""
    with duckdb.connect(str(database), read_only=True) as connection:
        return _run_ids(connection)


def _run_ids(connection: duckdb.DuckDBPyConnection) -> set[str]:
    sql = "select comment from duckdb_tables() union all select comment from duckdb_views() where not internal"
    comments = connection.execute(sql).fetchall()
    found = (re.search(r"\[run ([0-9a-f-]{36}) of \w+\]$", comment or "") for (comment,) in comments)
    return {match.group(1) for match in found if match}


def assert_of_one_run(database: str | Path) -> str:
    """The file opens, has all marts, and all it has is of one run that passed; gives the run's id."""
    counts = ["count(*) from fct_headcount_bridge", "sum(closing_headcount) from fct_headcount_bridge"]
    counts += [f"count(*) from {table}" for table in ("fct_workforce_snapshot", "fct_workforce_events", "employees")]
    noted = "run_id, status, bridge_rows, closing_headcounts, snapshot_rows, event_rows, census_rows"
    with duckdb.connect(str(database), read_only=True) as connection:  # one, since another run may replace the file
        [run_id] = _run_ids(connection)
        [counted] = connection.execute(f"select {noted} from run_history order by started_at desc limit 1").fetchall()
        [seen] = connection.execute("select " + ", ".join(f"(select {count})" for count in counts)).fetchall()
        [levels] = connection.execute("select sum(headcount) from agg_workforce_by_level").fetchall()
    assert counted == (run_id, "passed", *seen) and levels == (seen[1],)
    return str(run_id)
