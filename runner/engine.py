"""What reading results needs of an engine, and the errors that every engine words the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from runner.errors import InputError
from runner.messages import nearest

if TYPE_CHECKING:
    import pyarrow

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Descriptions:
    """What a table and its columns are, in the words that dbt left there."""

    table: str | None = None
    columns: dict[str, str] = field(default_factory=dict)


class Engine(Protocol):
    """Queries on one place full of tables. Everything but `close` opens it first, if it is not open."""

    kind: str  # file or schema
    distinct: str  # SQL that estimates the number of distinct values of {}

    @property
    def place(self) -> str:
        """Where the tables are, for people."""

    @property
    def name(self) -> str:
        """The file without folder and ending, or the schema."""

    def open(self) -> None:
        """Open the place, or raise an EnvironmentProblem that says why not."""

    def close(self) -> None:
        """Let go of it; a later query opens it again."""

    def fetch(self, sql: str, limit: int | None = None) -> tuple[list[str], Sequence[Row]]:
        """Column names and all rows of a query, or the first `limit`; InputError when it fails."""

    def batches(
        self, sql: str, size: int, limit: int | None = None
    ) -> tuple[list[str], Iterator[Sequence[Row]]]:
        """The same in batches of at most `size` rows, with flat memory; other queries may run meanwhile."""

    def arrow(self, sql: str, size: int) -> tuple[pyarrow.Schema, Iterator[pyarrow.RecordBatch]]:
        """The types of a query and its rows as Arrow batches of at most `size`, with flat memory."""

    def tables(self) -> list[str]:
        """Tables and views, as `name`, or `schema.name` outside the usual schema."""

    def types(self, table: str) -> dict[str, str]:
        """The columns of a table, named as SQL names it, and the engine's names of their types."""

    def descriptions(self, table: str) -> Descriptions:
        """Of a table or view, named as `tables` names it."""

    def runs(self) -> dict[str, int]:
        """How many tables and views each run made, where the engine knows; more than one run is a mix."""

    def quoted(self, name: str) -> str:
        """A name as an SQL identifier."""

    def literal(self, text: str) -> str:
        """A text as an SQL literal."""


def missing_table(name: str, tables: Sequence[str], engine: Engine) -> InputError:
    """The error about a table that is not there."""
    if not tables:
        there = f"the {engine.kind} has no tables"
    else:
        there = f"did you mean `{nearest(name, tables)}`? The {engine.kind} has: {', '.join(tables)}"
    return InputError(
        f"table `{name}` does not exist in {engine.place}; {there}",
        hint="`python -m runner run` makes the project's tables",
    )


def failed_query(text: str) -> InputError:
    """The error about a query that the engine refused."""
    lines = [line for line in text.splitlines() if line.strip()]
    return InputError(
        "the query failed: " + "\n  ".join(lines), hint="`python -m runner inspect TABLE` lists columns"
    )
