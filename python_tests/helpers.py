"""Small tools that several test files share: SQL on finished files, census files, dbt without its tests."""

from __future__ import annotations

import csv
import re
import sys
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import duckdb

from runner import RunResult
from runner.projection import build, invoke
from runner.settings import duckdb_settings

PROJECT = Path(__file__).resolve().parent.parent
SAMPLE = PROJECT / "seeds" / "sample_employees.csv"

# what differs between two runs of the same thing: when it was, under which number, and with which packages
VOLATILE = {"created_at", "run_id", "started_at", "finished_at", "package_versions"}

NO_TESTS = ("--exclude-resource-type", "test", "unit_test")


class MakeRun(Protocol):
    """`make_run(random_seed=3)` runs the projection into a file of its own."""

    def __call__(self, database: Path | None = None, **overrides: Any) -> RunResult: ...


class Build(Protocol):
    """`build({"random_seed": 3})` makes the tables by dbt, without any tests, and gives the file."""

    def __call__(
        self,
        dbt_vars: Mapping[str, Any] | None = None,
        select: Sequence[str] = (),
        threads: int | None = None,
        memory_limit: str | None = None,
    ) -> Path: ...


def rows(database: str | Path, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """The rows of one query on a finished file."""
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(sql, list(parameters)).fetchall()


def value(database: str | Path, sql: str, *parameters: Any) -> Any:
    """The one value of a query."""
    [[found]] = rows(database, sql, *parameters)
    return found


def columns_of(database: str | Path, table: str) -> list[str]:
    """Names of the columns, in order."""
    sql = "select column_name from duckdb_columns() where table_name = ? order by column_index"
    return [name for (name,) in rows(database, sql, table)]


def tables_of(database: str | Path) -> list[str]:
    """Every table and view of the project in a file."""
    sql = "select table_name from information_schema.tables where table_schema = 'main' order by 1"
    return [name for (name,) in rows(database, sql)]


def differing_rows(
    left: str | Path, right: str | Path, table: str, where: str = "true", without: Iterable[str] = ()
) -> list[tuple[Any, ...]]:
    """Rows of a table that one file has and the other has not, counted with their multiplicity."""
    skipped = VOLATILE | set(without)
    names = ", ".join(f'"{name}"' for name in columns_of(left, table) if name not in skipped)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{left}' as l (read_only); attach '{right}' as r (read_only)")
        sides = [f"select {names} from {side}.main.{table} where {where}" for side in ("l", "r")]
        found: list[tuple[Any, ...]] = []
        for first, second in (sides, sides[::-1]):
            found += connection.execute(f"({first}) except all ({second}) limit 3").fetchall()
        return found


def dbt(arguments: Sequence[str], database: Path, **settings: Any) -> Any:
    """Call dbt in this process on a database file; its own files go beside it."""
    chosen = duckdb_settings(database, **settings)
    with chosen.applied():
        return invoke(list(arguments), database.parent / ".dbt", chosen)


def build_tables(database: Path, dbt_vars: Mapping[str, Any], select: Sequence[str], **settings: Any) -> Path:
    """Make the tables of the project, or those selected, without running tests."""
    selection = [*NO_TESTS, *(["--select", *select] if select else [])]
    chosen = duckdb_settings(database, **settings)
    with chosen.applied():
        build(dbt_vars, database.parent / ".dbt", chosen, *selection, quiet=True)
    return database


def failed_node(entry: Any) -> bool:
    """Whether dbt says that a node went wrong."""
    return str(entry.status) in ("error", "fail", "runtime error")


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


def planwise_script(folder: Path) -> Path:
    """The console script `planwise` as an installation makes it, in this folder."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    module, _, function = project["scripts"]["planwise"].partition(":")
    script = folder / "planwise"
    script.write_text(
        f"#!{sys.executable}\nimport sys\nsys.path.insert(0, {str(PROJECT)!r})\n"
        f"from {module} import {function}\nsys.exit({function}())\n"
    )
    script.chmod(0o755)
    return script


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
    found = (re.search(r"\[run ([0-9a-f-]{36})\]$", comment or "") for (comment,) in comments)
    return {match.group(1) for match in found if match}


def assert_of_one_run(database: str | Path) -> str:
    """The file opens, has all marts, and all it has is of one run that passed; gives the run's id."""
    with duckdb.connect(str(database), read_only=True) as connection:
        [run_id] = _run_ids(connection)
        [counted] = connection.execute(
            """
            select run_id, status, bridge_rows, closing_headcounts, snapshot_rows, event_rows, census_rows
            from run_history order by started_at desc limit 1
            """
        ).fetchall()
        [seen] = connection.execute(
            """
            select
                (select count(*) from fct_headcount_bridge),
                (select sum(closing_headcount) from fct_headcount_bridge),
                (select count(*) from fct_workforce_snapshot), (select count(*) from fct_workforce_events),
                (select count(*) from employees)
            """
        ).fetchall()
        assert counted == (run_id, "passed", *seen)
        [levels] = connection.execute("select sum(headcount) from agg_workforce_by_level").fetchall()
        assert levels == (seen[1],)
    return str(run_id)
