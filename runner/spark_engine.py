"""Reading from a schema of Spark, through the pyspark session that dbt uses too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from typing import TYPE_CHECKING, Any

from runner.engine import Descriptions, Row, failed_query, missing_table
from runner.errors import EnvironmentProblem, InputError
from runner.result_set import distinct_names
from runner.spark_server import open_session, said_by

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame, SparkSession

    from runner.spark_settings import SparkSettings

_FIRST_WORD = re.compile(r"(?:\s|\(|--[^\n]*(?:\n|$)|/\*.*?\*/)*(\w*)", re.DOTALL)
_READING = ("select", "with", "values", "table", "show", "describe", "desc")
_ABSENT = re.compile(r"TABLE_OR_VIEW_NOT_FOUND\].*?(?:not found: |view (?=`))(\S+)")  # Sail, Apache Spark
_NO_SCHEMA = (
    "run `python -m runner run --target spark` first, or give --schema; a server that keeps tables per "
    "session (Sail) needs the same ;session_id=UUID in SPARK_REMOTE each time"
)


class SparkEngine:
    """Queries on one schema. The session stays open after `close`: it belongs to the process."""

    kind = "schema"
    distinct = "approx_count_distinct(cast({} as string))"  # Sail counts no floats

    def __init__(self, settings: SparkSettings) -> None:
        """Take the schema of the settings; nothing is opened yet."""
        self._settings = settings
        self._session: SparkSession | None = None
        self._schema_before: str | None = None

    @property
    def place(self) -> str:
        """Schema and server."""
        return self._settings.place

    @property
    def name(self) -> str:
        """The schema."""
        return self._settings.schema

    def open(self) -> None:
        """Open the session and check that the schema is there."""
        self._open()

    def close(self) -> None:
        """Give the session back the schema that it had."""
        if self._session is not None and self._schema_before is not None:
            from pyspark.errors import PySparkException

            with suppress(PySparkException):  # a server that is gone needs nothing given back
                self._session.catalog.setCurrentDatabase(self._schema_before)
        self._session = None

    def fetch(self, sql: str, limit: int | None = None) -> tuple[list[str], list[Row]]:
        """Everything at once."""
        frame, columns, nested = self._frame(sql, limit)
        with self._explained():
            return columns, [_plain_row(row, nested) for row in frame.collect()]

    def batches(self, sql: str, size: int, limit: int | None = None) -> tuple[list[str], Iterator[list[Row]]]:
        """Batch by batch, through `toLocalIterator`.

        It holds one Arrow batch of the server at a time, and is the one documented way that does so with and
        without Spark Connect: `toArrow` and `toPandas` hold everything.
        """
        frame, columns, nested = self._frame(sql, limit)
        return columns, self._batches(frame, size, nested)

    def arrow(self, sql: str, size: int) -> tuple[pyarrow.Schema, Iterator[pyarrow.RecordBatch]]:
        """The rows of `batches` in the types that Spark gives Arrow, but for zones: moments are in UTC."""
        import pyarrow

        frame, columns, nested = self._frame(sql, None)
        with self._explained():
            types = [_without_zone(field.type) for field in frame.limit(0).toArrow().schema]
        schema = pyarrow.schema(list(zip(distinct_names(columns), types, strict=True)))
        return schema, (
            pyarrow.RecordBatch.from_arrays(
                [
                    pyarrow.array(values, kind)
                    for values, kind in zip(zip(*rows, strict=True), types, strict=True)
                ],
                schema=schema,
            )
            for rows in self._batches(frame, size, nested)
        )

    def tables(self) -> list[str]:
        """The tables and views of the schema."""
        session = self._open()
        with self._explained():
            rows = session.sql(f"show tables in {self.quoted(self._settings.schema)}").collect()
            return sorted(row["tableName"] for row in rows if not row["isTemporary"])

    def types(self, table: str) -> dict[str, str]:
        """As Spark writes them in SQL."""
        frame, _, _ = self._frame(f"select * from {table}", None)
        return {field.name: field.dataType.simpleString() for field in frame.schema.fields}

    def runs(self) -> dict[str, int]:
        """Not known: a schema of Spark is described table by table, too slowly to do so each time."""
        return {}

    def descriptions(self, table: str) -> Descriptions:
        """From the catalog, where the server keeps them."""
        session = self._open()
        with self._explained():
            session.catalog.setCurrentDatabase(self._settings.schema)
            columns = {entry.name: entry.description for entry in session.catalog.listColumns(table)}
            of_table = session.catalog.getTable(table).description
        return Descriptions(of_table, {name: text for name, text in columns.items() if text})

    def quoted(self, name: str) -> str:
        """In backticks."""
        return "`" + name.replace("`", "``") + "`"

    def literal(self, text: str) -> str:
        """In single quotes; Spark reads backslashes, and joins texts that stand side by side."""
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"

    def _open(self) -> SparkSession:
        if self._session is None:
            session, schema = open_session(self._settings), self._settings.schema
            with self._explained():
                there = session.catalog.databaseExists(schema)
                self._schema_before = session.catalog.currentDatabase()
            if not there:
                raise EnvironmentProblem(f"{self.place}: there is no such schema", hint=_NO_SCHEMA)
            self._session = session
        return self._session

    def _frame(self, sql: str, limit: int | None) -> tuple[DataFrame, list[str], bool]:
        """The frame of a query, not yet run; its columns, and whether there are structs in them."""
        _check_reading(sql)
        session = self._open()
        with self._explained():
            session.catalog.setCurrentDatabase(self._settings.schema)  # dbt and others share the session
            if _first_word(sql) == "with":  # may lead an insert, which Spark would run here and now
                session.sql(f"select * from (\n{sql.strip().rstrip(';')}\n)").schema  # noqa: B018
            frame = session.sql(sql)
            fields = frame.schema.fields
            frame = frame if limit is None else frame.limit(limit)
        nested = any("struct<" in field.dataType.simpleString() for field in fields)
        return frame, [field.name for field in fields], nested

    def _batches(self, frame: DataFrame, size: int, nested: bool) -> Iterator[list[Row]]:
        with self._explained():
            rows = (_plain_row(row, nested) for row in frame.toLocalIterator())
            while batch := list(islice(rows, size)):
                yield batch

    @contextmanager
    def _explained(self) -> Iterator[None]:
        from pyspark.errors import PySparkException

        try:
            yield
        except PySparkException as error:
            text = said_by(error)
            absent = _ABSENT.search(text)
            if absent:
                name = absent.group(1).replace("`", "").removeprefix(f"{self._settings.schema}.")
                raise missing_table(name, self.tables(), self) from error
            raise failed_query(text) from error


def _without_zone(kind: pyarrow.DataType) -> pyarrow.DataType:
    import pyarrow

    return pyarrow.timestamp("us") if pyarrow.types.is_timestamp(kind) else kind


def _first_word(sql: str) -> str:
    found = _FIRST_WORD.match(sql)
    return found.group(1).lower() if found else ""


def _check_reading(sql: str) -> None:
    """A DuckDB file is opened for reading; a Spark session would run whatever it is given."""
    word = _first_word(sql)
    if word not in _READING:
        raise InputError(
            f"the query failed: it begins with `{word}`; must be one of {', '.join(_READING)}",
            hint="results are only read; use a Spark client to change tables",
        )


def _plain_row(row: Any, nested: bool) -> Row:
    """The values of a Spark row, with structs as dicts: as DuckDB gives them."""
    return tuple(_plain(value) for value in row) if nested else tuple(row)


def _plain(value: Any) -> Any:
    if hasattr(value, "asDict"):
        return {name: _plain(entry) for name, entry in value.asDict().items()}
    if isinstance(value, dict):
        return {_plain(key): _plain(entry) for key, entry in value.items()}
    return [_plain(entry) for entry in value] if isinstance(value, list) else value
