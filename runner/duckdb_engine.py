"""Reading from a DuckDB file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from runner.carry_over import MADE_BY_A_RUN
from runner.database import connect, explained, literal, quoted
from runner.engine import Descriptions, Row, failed_query, missing_table
from runner.errors import InputError

if TYPE_CHECKING:
    import duckdb
    import pyarrow

    from runner.settings import Settings

_COMMENTS = """
    select comment from duckdb_tables() where comment is not null
    union all
    select comment from duckdb_views() where comment is not null and not internal
"""


class DuckDBEngine:
    """A read-only connection to one file, with the settings of the profile; no query reaches another file."""

    kind = "file"
    distinct = "approx_count_distinct({})"

    def __init__(self, settings: Settings, database: Path | None = None) -> None:
        """Take the file given, else that of the settings; nothing is opened yet."""
        self._settings = settings
        self._file = database or settings.database
        self._connection: duckdb.DuckDBPyConnection | None = None

    @property
    def place(self) -> str:
        """The file."""
        return str(self._file)

    @property
    def name(self) -> str:
        """The file's stem, which is its catalog name too."""
        return self._file.stem

    def open(self) -> None:
        """Open the file."""
        self._open()

    def close(self) -> None:
        """Close the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def fetch(self, sql: str, limit: int | None = None) -> tuple[list[str], list[Row]]:
        """Everything at once."""
        cursor = self._execute(sql, self._open())
        return _columns(cursor), cursor.fetchall() if limit is None else cursor.fetchmany(limit)

    def batches(self, sql: str, size: int, limit: int | None = None) -> tuple[list[str], Iterator[list[Row]]]:
        """Batch by batch, on a cursor of its own."""
        cursor = self._execute(sql, self._open().cursor())
        return _columns(cursor), _batches(cursor, size, limit)

    def arrow(self, sql: str, size: int) -> tuple[pyarrow.Schema, Iterator[pyarrow.RecordBatch]]:
        """Streamed from the relation; the result of an `execute` would be copied whole first."""
        with self._explained():
            reader = self._open().cursor().sql(sql).to_arrow_reader(size)
        return reader.schema, self._arrow_batches(reader)

    def tables(self) -> list[str]:
        """The tables and views of the file, as `name` or `schema.name` outside `main`."""
        rows = self._open().execute(
            "select table_schema, table_name from information_schema.tables "
            "where table_catalog = current_database() order by all"
        )
        return [name if schema == "main" else f"{schema}.{name}" for schema, name in rows.fetchall()]

    def types(self, table: str) -> dict[str, str]:
        """As `describe` has them."""
        _, rows = self.fetch(f"describe select * from {table}")
        return {row[0]: row[1] for row in rows}

    def descriptions(self, table: str) -> Descriptions:
        """From the comments, which dbt writes from the descriptions of the project."""
        schema, name = table.split(".", 1) if "." in table else ("main", table)
        of_table = self._open().execute(
            "select comment from duckdb_tables() where (database_name, schema_name, table_name) "
            "= (current_database(), $schema, $name) union all select comment from duckdb_views() "
            "where (database_name, schema_name, view_name) = (current_database(), $schema, $name)",
            {"schema": schema, "name": name},
        )
        found = of_table.fetchall()
        of_columns = self._open().execute(
            "select column_name, comment from duckdb_columns() where comment is not null and "
            "(database_name, schema_name, table_name) = (current_database(), $schema, $name)",
            {"schema": schema, "name": name},
        )
        return Descriptions(found[0][0] if found else None, dict(of_columns.fetchall()))

    def runs(self) -> dict[str, int]:
        """From the comments, each of which ends in the run that made its table."""
        comments = self._open().execute(_COMMENTS).fetchall()
        found = (re.search(MADE_BY_A_RUN, comment) for (comment,) in comments)
        return dict(Counter(match.group(1) for match in found if match))

    def quoted(self, name: str) -> str:
        """In double quotes."""
        return quoted(name)

    def literal(self, text: str) -> str:
        """In single quotes, which are doubled inside."""
        return literal(text)

    def _open(self) -> duckdb.DuckDBPyConnection:
        if self._connection is None:
            connection = connect(self._file)
            try:
                if not _is_confined(connection):  # as one that this process still reads would have left it
                    self._settings.apply_to(connection)
                    _confine(connection, self._settings)
            except BaseException:
                connection.close()
                raise
            self._connection = connection
        return self._connection

    def _execute(self, sql: str, cursor: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
        import duckdb

        with self._explained():
            if not duckdb.extract_statements(sql):
                raise InputError(
                    "the query is empty", hint='example: --sql "select * from fct_headcount_bridge"'
                )
            return cursor.execute(sql)

    def _arrow_batches(self, reader: pyarrow.RecordBatchReader) -> Iterator[pyarrow.RecordBatch]:
        from pyarrow import ArrowException

        with reader:
            while True:
                try:
                    batch = reader.read_next_batch()
                except StopIteration:
                    return
                except (ArrowException, OSError) as error:  # what DuckDB meets in the middle of a query
                    raise failed_query(str(error)) from error
                yield batch

    @contextmanager
    def _explained(self) -> Iterator[None]:
        import duckdb

        try:
            yield
        except duckdb.Error as error:
            absent = re.search(r"(?:Table|View) with name (\S+) does not exist", str(error))
            if absent:
                raise missing_table(absent.group(1), self.tables(), self) from error
            if "Corrupt database file" in str(error) or f'file "{self._file}"' in str(error):
                raise explained(self._file, str(error)) from error
            if "disabled by configuration" in str(error) or "through configuration" in str(error):
                raise InputError(
                    f"the query wants more than the tables of {self.place}: {str(error).splitlines()[0]}",
                    hint="print with --format csv > FILE, or open the file with the duckdb client",
                ) from error
            raise failed_query(str(error)) from error


def _confine(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Take files, downloads and extensions from a connection; where it spills and profiles is left to it."""
    output = settings.told.get("profiling_output")
    if output is not None:
        connection.execute(f"set allowed_paths = [{literal(output)}]")
    connection.execute("set enable_external_access = false")


def _is_confined(connection: duckdb.DuckDBPyConnection) -> bool:
    [(is_open,)] = connection.execute("select current_setting('enable_external_access')").fetchall()
    return not is_open


def _columns(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    return [entry[0] for entry in cursor.description or []]


def _batches(cursor: duckdb.DuckDBPyConnection, size: int, limit: int | None) -> Iterator[list[Row]]:
    try:
        while rows := cursor.fetchmany(size if limit is None else min(size, limit)):
            limit = None if limit is None else limit - len(rows)
            yield rows
    finally:
        cursor.close()
