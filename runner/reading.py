"""Reading results back: queries at once, or in batches with flat memory."""

from __future__ import annotations

import logging
import re
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from runner.database import connect
from runner.declarations import declared_parameters
from runner.errors import EmptyResultWarning, InputError
from runner.messages import nearest
from runner.result_set import ResultSet, distinct_names
from runner.settings import Settings, read_settings

if TYPE_CHECKING:
    import duckdb

log = logging.getLogger("runner.results")


@dataclass(frozen=True)
class Batches:
    """Batches of rows, to be gone through once; `columns` is known before the first."""

    columns: list[str]
    _batches: Iterator[list[dict[str, Any]]]

    def __iter__(self) -> Iterator[list[dict[str, Any]]]:
        """The batches, each a list of row dicts."""
        return self._batches


class Results:
    """A read-only connection to a finished file, with the settings of the profile; a context manager.

    `with Results(database) as tables: tables.query("select ...")` closes the file also on error.
    """

    def __init__(self, database: str | Path | None = None, settings: Settings | None = None) -> None:
        """Take the database given, else that of the settings, else the profile's; nothing is opened yet."""
        self._settings = settings or read_settings(database)
        self.database = Path(database).expanduser().resolve() if database else self._settings.database
        self._connection: duckdb.DuckDBPyConnection | None = None

    def __enter__(self) -> Results:
        """Open the file."""
        self._open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file, also on error."""
        self.close()

    def close(self) -> None:
        """Close the file; a later query opens it again."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def query(self, sql: str, limit: int | None = None) -> ResultSet:
        """Run one query and fetch everything, or the first `limit` rows; warns when there are none."""
        started = time.perf_counter()
        cursor = self._execute(sql)
        columns = _column_names(cursor)
        rows = cursor.fetchall() if limit is None else cursor.fetchmany(limit)
        log.info("%d rows, %d columns in %.3f s", len(rows), len(columns), time.perf_counter() - started)
        if not rows:
            log.warning("no rows: %s", sql)
            warnings.warn(f"the query returned no rows: {sql}", EmptyResultWarning, stacklevel=2)
        return ResultSet([dict(zip(columns, row, strict=True)) for row in rows], columns, sql)

    def stream(self, sql: str, batch_size: int | None = None) -> Batches:
        """Run one query and hand out lists of at most `batch_size` row dicts; memory stays flat.

        Without a `batch_size` it is the parameter of the run that made the file.
        """
        if batch_size is None:
            batch_size = self._batch_size_of_run()
        if batch_size < 1:
            raise InputError(f"`batch_size`: got {batch_size}; must be a whole number from 1; example: 10000")
        cursor = self._execute(sql, self._open().cursor())  # its own: other queries may run meanwhile
        columns = _column_names(cursor)
        return Batches(columns, _batches(cursor, columns, batch_size))

    def _batch_size_of_run(self) -> int:
        """The parameter of the run; the declared default for a file that no run made."""
        if "simulation_config" in self.tables():
            sql = "select max(parameter_value) from simulation_config where parameter_name = 'batch_size'"
            row = self._execute(sql).fetchone()
            if row is not None and row[0] is not None:
                return int(row[0])
        return int(declared_parameters()["batch_size"].default)

    def tables(self) -> list[str]:
        """The tables and views of the file, as `name` or `schema.name` outside `main`."""
        rows = self._open().execute(
            "select table_schema, table_name from information_schema.tables "
            "where table_catalog = current_database() order by all"
        )
        return [name if schema == "main" else f"{schema}.{name}" for schema, name in rows.fetchall()]

    def find_table(self, name: str) -> str:
        """The name as the file has it; InputError, naming the nearest, when it has none such."""
        tables = self.tables()
        found = [table for table in tables if table.lower() == name.lower()]
        if not found:
            raise missing_table(name, tables, self.database)
        return found[0]

    def _open(self) -> duckdb.DuckDBPyConnection:
        if self._connection is None:
            connection = connect(self.database)
            try:
                self._settings.apply_to(connection)
            except BaseException:
                connection.close()
                raise
            self._connection = connection
        return self._connection

    def _execute(
        self, sql: str, cursor: duckdb.DuckDBPyConnection | None = None
    ) -> duckdb.DuckDBPyConnection:
        import duckdb

        try:
            return (cursor or self._open()).execute(sql)
        except duckdb.Error as error:
            text = str(error)
            absent = re.search(r"(?:Table|View) with name (\S+) does not exist", text)
            if absent:
                raise missing_table(absent.group(1), self.tables(), self.database) from error
            lines = [line for line in text.splitlines() if line.strip()]
            raise InputError(
                "the query failed: " + "\n  ".join(lines),
                hint="`python -m runner inspect TABLE` lists columns",
            ) from error


def _column_names(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    return distinct_names([entry[0] for entry in cursor.description or []])


def _batches(
    cursor: duckdb.DuckDBPyConnection, columns: list[str], batch_size: int
) -> Iterator[list[dict[str, Any]]]:
    total = number = 0
    try:
        while rows := cursor.fetchmany(batch_size):
            number, total = number + 1, total + len(rows)
            log.info("batch %d: %d rows, %d in total", number, len(rows), total)
            yield [dict(zip(columns, row, strict=True)) for row in rows]
    finally:
        cursor.close()


def missing_table(name: str, tables: list[str], database: Path) -> InputError:
    """The error about a table that the file does not have."""
    if not tables:
        there = "the file has no tables"
    else:
        there = f"did you mean `{nearest(name, tables)}`? The file has: {', '.join(tables)}"
    return InputError(
        f"table `{name}` does not exist in {database}; {there}",
        hint="`python -m runner run` makes the project's tables",
    )


def results(database: str | Path | None = None, settings: Settings | None = None) -> Results:
    """The results in a file (default: the profile's), to be used as `with results() as tables: ...`."""
    return Results(database, settings)
