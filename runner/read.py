"""Reading results back, read-only: queries at once, or in batches with flat memory.

On Spark the tables that a query names are fetched into an in-memory DuckDB, so every command reads DuckDB SQL.
"""

from __future__ import annotations

import logging
import re
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import duckdb

from runner.config.parameters import did_you_mean, parameters
from runner.errors import Busy, EmptyResultWarning, EnvironmentProblem, InputError, MixedRunsWarning
from runner.settings import Settings, SparkSettings, read_settings
from runner.show import to_json

if TYPE_CHECKING:
    import pandas
    import pyarrow

log = logging.getLogger("runner.results")
_COMMENTS = """(
    select schema_name as schema, table_name as name, comment from duckdb_tables()
    union all select schema_name, view_name, comment from duckdb_views()
) as tables"""
# how the comment of each table and view of a run ends. Under another name it is a user's
MADE_BY_A_RUN = r"'\[run ([0-9a-f-]{36})( of ' || regexp_escape(name) || ')?\]$'"


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@cache
def read_sql(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def open_database(path: Path, read_only: bool = True) -> duckdb.DuckDBPyConnection:
    """A connection to a DuckDB file, or an EnvironmentProblem that says why there is none."""
    if read_only and not path.exists():
        hint = f"`planwise run --database {path}` makes it. Else give another path."
        raise EnvironmentProblem(f"{path}: this database does not exist.", hint)
    if path.is_dir():
        raise EnvironmentProblem(f"{path}: is a directory.", "Give the path of a DuckDB file.")
    try:
        return duckdb.connect(str(path), read_only=read_only)
    except duckdb.Error as error:
        raise explain_unopened(path, str(error)) from error


def explain_unopened(path: Path, text: str) -> EnvironmentProblem:
    """DuckDB's reason for not opening a file, in words."""
    holder = re.search(r"Conflicting lock is held in (\S+) \(PID (\d+)\)", text)
    if holder:
        who = f"{holder.group(2)} ({Path(holder.group(1)).name})"
        return Busy(f"{path}: locked by process {who}.", "Close the program that has the file open, then try again.")
    if "different configuration" in text:
        hint = "Close the other connection to the file first."
        return EnvironmentProblem(f"{path}: open in this very process.", hint)
    why = "is not a DuckDB database" if "not a valid DuckDB" in text else f"cannot be read: {text.splitlines()[0]}"
    hint = "The file is unchanged: move the file away, or give another path with --database."
    return EnvironmentProblem(f"{path}: {why}.", hint)


@dataclass(frozen=True)
class ResultSet:
    """The rows of one query as plain Python values. An empty result keeps its columns."""

    rows: list[dict[str, Any]]
    columns: list[str]
    query: str

    @property
    def row_count(self) -> int:
        return len(self.rows)

    @property
    def sample(self) -> list[dict[str, Any]]:
        return self.rows[:3]

    def metadata(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("row_count", "columns", "query", "sample")}

    def to_json(self) -> str:
        """The rows as a JSON array: dates as ISO text, decimals with every digit."""
        return to_json(self.rows)

    def to_df(self) -> pandas.DataFrame:
        """The rows as a pandas DataFrame. EnvironmentProblem without pandas."""
        try:
            return import_module("pandas").DataFrame(self.rows, columns=self.columns)
        except ImportError as error:
            raise EnvironmentProblem("pandas is not installed.", "pip install pandas") from error


@dataclass(frozen=True)
class Batches:
    """Lists of rows, to be gone through once. `columns` is known before the first."""

    columns: list[str]
    rows: Iterator[list[dict[str, Any]]]

    def __iter__(self) -> Iterator[list[dict[str, Any]]]:
        return self.rows


class Results:
    """A read-only connection to finished results. `with Results(database) as tables: tables.query("select ...")`."""

    def __init__(
        self,
        database: str | Path | None = None,
        settings: Settings | SparkSettings | None = None,
        *,
        target: str | None = None,
        schema: str | None = None,
    ) -> None:
        self.settings = settings or read_settings(database, target=target, schema=schema)
        self._spark = isinstance(self.settings, SparkSettings)
        self._open: duckdb.DuckDBPyConnection | None = None
        self._fetched: Any = None  # the `Marts` of runner.spark

    def __enter__(self) -> Self:
        if (count := len(self.runs())) > 1:
            advice = "A build by hand failed or built a part. Run again to have all tables from one run."
            warnings.warn(f"the tables of {self.place} come from {count} runs. {advice}", MixedRunsWarning, stacklevel=2)
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the place. A later query opens it again."""
        if self._open is not None:
            self._open.close()
        self._open, self._fetched = None, None

    @property
    def place(self) -> str:
        return self.settings.place

    @property
    def name(self) -> str:
        return self.settings.database.stem if isinstance(self.settings, Settings) else self.settings.schema_name

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The connection, confined to this one place: no other file, no download, no write."""
        if self._open is None:
            if isinstance(self.settings, SparkSettings):
                self._fetched = import_module("runner.spark").Marts(self.settings)
                self._open = self._fetched.connection
            else:
                self._open = open_database(self.settings.database)
                try:
                    self._confine(self._open, self.settings)
                except BaseException:
                    self.close()
                    raise
        return self._open

    @staticmethod
    def _confine(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
        [(is_open,)] = connection.execute("select current_setting('enable_external_access')").fetchall()
        if is_open:  # else another reader in this process has confined the file already
            settings.apply_to(connection)
            if settings.profiling != "no_output":
                connection.execute(f"set allowed_paths = [{literal(str(settings.profile_output))}]")
            connection.execute("set enable_external_access = false")

    def query(self, sql: str, limit: int | None = None) -> ResultSet:
        """Run one query and fetch everything, or the first `limit` rows. Warns when there are none."""
        started = time.perf_counter()
        columns, rows = self._fetch(sql, limit)
        log.info("query: %d rows, %d columns in %.3f s", len(rows), len(columns), time.perf_counter() - started)
        if not rows:
            warnings.warn(f"the query returned no rows: {sql}", EmptyResultWarning, stacklevel=2)
        return ResultSet(rows, columns, sql)

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """The rows of a query that may have none."""
        return self._fetch(sql, None)[1]

    def stream(self, sql: str, batch_size: int | None = None, limit: int | None = None) -> Batches:
        """Run one query and hand out lists of at most `batch_size` rows. Memory stays flat."""
        size = self._check_size(batch_size)
        columns, cursor = self._execute(sql)
        return Batches(columns, self._batches(cursor, columns, size, limit))

    def arrow(self, sql: str, batch_size: int | None = None) -> tuple[pyarrow.Schema, Iterator[pyarrow.RecordBatch]]:
        """The types of a query and its rows as Arrow batches of at most `batch_size`, with flat memory."""
        size = self._check_size(batch_size)
        with self._explained():
            self._fetch_needed(sql)
            reader = self.connection.cursor().sql(sql).to_arrow_reader(size)
        return reader.schema, self._arrow_batches(reader)

    def tables(self) -> list[str]:
        """Tables and views, as `name`, or `schema.name` outside `main`."""
        return list(self._places())

    def _places(self) -> dict[str, tuple[str, str]]:
        connection = self.connection
        if self._spark:
            return {name: ("main", name) for name in self._fetched.tables}
        found = connection.execute(
            "select table_schema, table_name from information_schema.tables where table_catalog = current_database() order by all"
        ).fetchall()
        return {name if schema == "main" else f"{schema}.{name}": (schema, name) for schema, name in found}

    def find_table(self, name: str) -> str:
        """The name as it is stored. InputError, with the nearest name, when there is no such table."""
        tables = self.tables()
        for table in tables:
            if table.lower() == name.lower():
                return table
        raise self._missing_table(name, tables)

    def sql_name(self, table: str) -> str:
        schema, name = self._places().get(table, ("main", table))
        return quoted(name) if schema == "main" else f"{quoted(schema)}.{quoted(name)}"

    def column_types(self, table: str) -> dict[str, str]:
        return {row["column_name"]: row["column_type"] for row in self.rows(f"describe from {self.sql_name(table)}")}

    def descriptions(self, table: str) -> tuple[str | None, dict[str, str]]:
        """The comments of a table and of its columns, which dbt writes from the descriptions."""
        schema, name = self._places()[table]
        self._fetch_needed(f"from {self.sql_name(table)}")
        sql = f"select comment from {_COMMENTS} where (schema, name) = ($schema, $name)"
        about = self.connection.execute(sql, {"schema": schema, "name": name}).fetchall()
        sql = "select column_name, comment from duckdb_columns() where (schema_name, table_name) = ($schema, $name)"
        columns = self.connection.execute(f"{sql} and comment is not null", {"schema": schema, "name": name}).fetchall()
        return (about[0][0] if about else None), dict(columns)

    def runs(self) -> dict[str, int]:
        """How many tables and views each run made. More than one run is a mix. Empty on Spark."""
        made = f"regexp_extract(comment, {MADE_BY_A_RUN}, 1)"
        sql = f"select {made}, count(*) from {_COMMENTS} where {made} <> '' group by all"
        return dict(self.connection.execute(sql).fetchall())

    def _check_size(self, batch_size: int | None) -> int:
        if batch_size is None:
            sql = "select max(parameter_value) as size from simulation_config where parameter_name = 'batch_size'"
            [row] = self.rows(sql) if "simulation_config" in self.tables() else [{"size": None}]
            batch_size = int(row["size"] or parameters()["batch_size"].default)
        if batch_size < 1:
            raise InputError(f"`batch_size`: got {batch_size}. Must be a whole number from 1.", "Example: 10000.")
        return batch_size

    def _fetch(self, sql: str, limit: int | None) -> tuple[list[str], list[dict[str, Any]]]:
        columns, cursor = self._execute(sql)
        with self._explained():
            rows = cursor.fetchall() if limit is None else cursor.fetchmany(limit)
        return columns, [dict(zip(columns, row, strict=True)) for row in rows]

    def _execute(self, sql: str) -> tuple[list[str], duckdb.DuckDBPyConnection]:
        with self._explained():
            kinds = {statement.type.name for statement in duckdb.extract_statements(sql)}
            if not kinds or kinds - {"SELECT", "EXPLAIN", "MULTI"}:  # of several parts, such as PIVOT
                why = f"is {' and '.join(sorted(kinds))}, but must be a SELECT" if kinds else "is empty"
                raise InputError(f"the query {why}.", 'Example: --sql "select * from fct_headcount_bridge".')
            self._fetch_needed(sql)
            cursor = self.connection.cursor().execute(sql)
        return _distinct([entry[0] for entry in cursor.description or []]), cursor

    def _fetch_needed(self, sql: str) -> None:
        if self._spark and self.connection:
            self._fetched.fetch(sql)

    def _batches(
        self, cursor: duckdb.DuckDBPyConnection, columns: list[str], size: int, limit: int | None
    ) -> Iterator[list[dict[str, Any]]]:
        total, number = 0, 0
        while True:
            with self._explained():
                rows = cursor.fetchmany(size if limit is None else min(size, limit - total))
            if not rows:
                return
            total, number = total + len(rows), number + 1
            log.info("batch %d: %d rows, %d in total", number, len(rows), total)
            yield [dict(zip(columns, row, strict=True)) for row in rows]

    def _arrow_batches(self, reader: pyarrow.RecordBatchReader) -> Iterator[pyarrow.RecordBatch]:
        with reader:
            try:
                yield from reader
            except (OSError, ValueError, NotImplementedError) as error:  # errors of Arrow derive from these
                raise _failed_query(str(error)) from error

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except duckdb.Error as error:
            text = str(error)
            if absent := re.search(r"(?:Table|View) with name (\S+) does not exist", text):
                raise self._missing_table(absent.group(1), self.tables()) from error
            if "Corrupt database file" in text or f'file "{self.place}"' in text:
                raise explain_unopened(Path(self.place), text) from error
            if "disabled by configuration" in text or "through configuration" in text:
                hint = "Print with --format csv > FILE, or open the file with the duckdb client."
                first = text.splitlines()[0]
                raise InputError(f"the query wants more than the tables of {self.place}: {first}", hint) from error
            raise _failed_query(text) from error

    def _missing_table(self, name: str, tables: list[str]) -> InputError:
        there = did_you_mean(name, tables) if tables else " It has no tables."
        hint = "`planwise results` lists the tables, and `planwise run` makes those of the project. An old file needs a new run."
        return InputError(f"table `{name}` does not exist in {self.place}.{there}", hint)


results = Results  # `with results() as tables: ...`; `results(target="spark")` reads the schema of Spark


def _failed_query(text: str) -> InputError:
    hint = "`planwise inspect TABLE` lists columns. A file of an older version needs a new run."
    return InputError("the query failed: " + "\n  ".join(filter(str.strip, text.splitlines())), hint)


def _distinct(names: list[str]) -> list[str]:
    counts = [names[:at].count(name) for at, name in enumerate(names)]
    return [f"{name}_{count}" if count else name for name, count in zip(names, counts, strict=True)]
