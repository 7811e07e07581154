"""Reading results back, from either engine: queries at once, or in batches with flat memory."""

from __future__ import annotations

import logging
import time
import warnings
from collections.abc import Iterator, Sequence, Sized
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from runner.declarations import declared_parameters
from runner.engine import Descriptions, Engine, Row, missing_table
from runner.errors import EmptyResultWarning, InputError, MixedRunsWarning
from runner.file_problems import checked_path
from runner.result_set import ResultSet, distinct_names
from runner.settings import Settings
from runner.target import read_target

if TYPE_CHECKING:
    import pyarrow

    from runner.spark_settings import SparkSettings

log = logging.getLogger("runner.results")

Batch = TypeVar("Batch", bound=Sized)


@dataclass(frozen=True)
class Batches:
    """Batches of rows, to be gone through once; `columns` is known before the first."""

    columns: list[str]
    _batches: Iterator[list[dict[str, Any]]]

    def __iter__(self) -> Iterator[list[dict[str, Any]]]:
        """The batches, each a list of row dicts."""
        return self._batches


class Results:
    """A read-only connection to finished results, with the settings of the profile; a context manager.

    `with Results(database) as tables: tables.query("select ...")` closes the file also on error.
    """

    def __init__(
        self,
        database: str | Path | None = None,
        settings: Settings | SparkSettings | None = None,
        *,
        target: str | None = None,
        schema: str | None = None,
    ) -> None:
        """Take the place that the settings name, or that the other arguments choose; nothing is opened yet.

        `database` is a DuckDB file (also beside settings), `schema` one of the Spark of SPARK_REMOTE.
        """
        settings = settings or read_target(target, schema, database)
        self._engine = _engine(settings, checked_path(database).resolve() if database else None)

    def __enter__(self) -> Results:
        """Open the place; warns when its tables are of more than one run."""
        self._engine.open()
        if len(self.runs()) > 1:
            warnings.warn(
                f"the tables of {self._engine.place} are of {len(self.runs())} runs, so that numbers need not"
                " fit together: a build by hand failed or made a part; run again to have them of one",
                MixedRunsWarning,
                stacklevel=2,
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it, also on error."""
        self.close()

    def close(self) -> None:
        """Close the place; a later query opens it again."""
        self._engine.close()

    @property
    def name(self) -> str:
        """The file without folder and ending, or the schema."""
        return self._engine.name

    def runs(self) -> dict[str, int]:
        """How many tables and views each run made; more than one run is a mix. Empty on Spark."""
        return self._engine.runs()

    def query(self, sql: str, limit: int | None = None) -> ResultSet:
        """Run one query and fetch everything, or the first `limit` rows; warns when there are none."""
        started = time.perf_counter()
        columns, rows = self._engine.fetch(sql, limit)
        columns = distinct_names(columns)
        log.info(
            "query: %d rows, %d columns in %.3f s", len(rows), len(columns), time.perf_counter() - started
        )
        if not rows:
            log.warning("no rows: %s", sql)
            warnings.warn(f"the query returned no rows: {sql}", EmptyResultWarning, stacklevel=2)
        return ResultSet(_dicts(columns, rows), columns, sql)

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """The rows of a query that may have none."""
        columns, rows = self._engine.fetch(sql)
        return _dicts(distinct_names(columns), rows)

    def stream(self, sql: str, batch_size: int | None = None, limit: int | None = None) -> Batches:
        """Run one query and hand out lists of at most `batch_size` row dicts; memory stays flat.

        Without a `batch_size` it is the parameter of the run that made the tables.
        """
        if batch_size is None:
            batch_size = self._batch_size_of_run()
        if batch_size < 1:
            raise InputError(f"`batch_size`: got {batch_size}; must be a whole number from 1; example: 10000")
        columns, batches = self._engine.batches(sql, batch_size, limit)
        columns = distinct_names(columns)
        return Batches(columns, _logged(columns, batches))

    def arrow(
        self, sql: str, batch_size: int | None = None
    ) -> tuple[pyarrow.Schema, Iterator[pyarrow.RecordBatch]]:
        """As `stream`, in Arrow: the types of the columns, and batches of at most `batch_size` rows."""
        schema, batches = self._engine.arrow(sql, batch_size or self._batch_size_of_run())
        return schema, _counted(batches)

    def _batch_size_of_run(self) -> int:
        """The parameter of the run; the declared default for tables that no run made."""
        found = self.first_value(
            "simulation_config",
            "select max(parameter_value) from simulation_config where parameter_name = 'batch_size'",
        )
        return int(declared_parameters()["batch_size"].default if found is None else found)

    def first_value(self, table: str, sql: str) -> Any:
        """The first value of a query; None when the table it reads is not there, or empty."""
        if table not in self.tables():
            return None
        _, rows = self._engine.fetch(sql)
        return rows[0][0] if rows else None

    def tables(self) -> list[str]:
        """The tables and views, as `name`, or `schema.name` outside `main` of a DuckDB file."""
        return self._engine.tables()

    def find_table(self, name: str) -> str:
        """The name as it is stored; InputError, naming the nearest, when there is none such."""
        tables = self.tables()
        found = [table for table in tables if table.lower() == name.lower()]
        if not found:
            raise missing_table(name, tables, self._engine)
        return found[0]

    def sql_name(self, table: str) -> str:
        """A table of `tables()` as SQL names it."""
        return ".".join(self._engine.quoted(part) for part in table.split(".", 1))

    def column_types(self, table: str) -> dict[str, str]:
        """Name and type of each column of a table of `tables()`."""
        return self._engine.types(self.sql_name(table))

    def descriptions(self, table: str) -> Descriptions:
        """What a table of `tables()` and its columns are."""
        return self._engine.descriptions(table)

    def quoted(self, column: str) -> str:
        """A column as SQL names it."""
        return self._engine.quoted(column)

    def literal(self, text: str) -> str:
        """A text as SQL writes it."""
        return self._engine.literal(text)

    def distinct(self, column: str) -> str:
        """SQL for the estimated number of distinct values of a column that `quoted` named."""
        return self._engine.distinct.format(column)


def _engine(settings: Settings | SparkSettings, database: Path | None) -> Engine:
    if isinstance(settings, Settings):
        from runner.duckdb_engine import DuckDBEngine

        return DuckDBEngine(settings, database)
    from runner.spark_engine import SparkEngine

    return SparkEngine(settings)


def _dicts(columns: list[str], rows: Sequence[Row]) -> list[dict[str, Any]]:
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _logged(columns: list[str], batches: Iterator[Sequence[Row]]) -> Iterator[list[dict[str, Any]]]:
    for rows in _counted(batches):
        yield _dicts(columns, rows)


def _counted(batches: Iterator[Batch]) -> Iterator[Batch]:
    """The batches, each one logged."""
    total = 0
    for number, batch in enumerate(batches, start=1):
        total += len(batch)
        log.info("batch %d: %d rows, %d in total", number, len(batch), total)
        yield batch


def results(
    database: str | Path | None = None,
    settings: Settings | SparkSettings | None = None,
    *,
    target: str | None = None,
    schema: str | None = None,
) -> Results:
    """The results in a file (default: the profile's), to be used as `with results() as tables: ...`.

    `results(target="spark")` reads the schema of the Spark of SPARK_REMOTE instead.
    """
    return Results(database, settings, target=target, schema=schema)
