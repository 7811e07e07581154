"""What passes from the old database file to the new one: the run history and what users made themselves."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runner.database import connect, explained, literal, quoted
from runner.machine import machine_problem

if TYPE_CHECKING:
    import duckdb

HISTORY = "run_history"
_OLD = "planwise_previous_file"
_NOWHERE = "planwise_nowhere"
MADE_BY_A_RUN = r"\[run ([0-9a-f-]{36})\]$"  # how the comment of each table and view of the project ends


class BothFiles:
    """The new file, open for writing, and the old one, if there is one, open for reading.

    While it is open no other process can write to the old file.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, has_old: bool) -> None:
        """Take the connection to the new file."""
        self._connection, self._has_old = connection, has_old

    def carry_history(self) -> None:
        """Copy `run_history` into a file that is still empty, so that dbt appends to it."""
        if self._has_history(_OLD):
            self._connection.execute(f"create table main.{HISTORY} as select * from {_OLD}.main.{HISTORY}")

    def complete_history(self, attempts: Sequence[Mapping[str, Any]]) -> None:
        """Add the runs that are not in the new history: those in the old file by now, and the attempts."""
        new = self._one("select current_database()")
        if not self._has_history(new):
            return
        columns = self._columns(new)
        if self._has_history(_OLD):
            shared = ", ".join(quoted(name) for name in self._columns(_OLD) if name in columns)
            self._connection.execute(
                f"insert into main.{HISTORY} ({shared}) select {shared} from {_OLD}.main.{HISTORY} "
                f"where run_id not in (select run_id from main.{HISTORY})"
            )
        for attempt in attempts:
            values = {name: value for name, value in attempt.items() if name in columns}
            places = ", ".join("?" for _ in values)
            self._connection.execute(
                f"insert into main.{HISTORY} ({', '.join(map(quoted, values))}) select {places} "
                f"where ? not in (select run_id from main.{HISTORY})",
                [*values.values(), attempt["run_id"]],
            )

    def carry_user_objects(self, made_by_project: Collection[tuple[str, str]]) -> list[str]:
        """Copy tables, with their indexes, and views that are not in the new file nor made by the project.

        Returns a warning for each that could not be carried over, such as a view on a table that is gone.
        """
        if not self._has_old:
            return []
        tables, views = (_missing(self._connection, kind, made_by_project) for kind in ("table", "view"))
        warnings = [
            problem
            for schema, name, sql in tables
            if (problem := _carry_table(self._connection, schema, name, sql)) is not None
        ]
        return warnings + _carry_views(self._connection, views)

    def close_new(self) -> None:
        """Write everything into the new file and let go of it; the old one stays open."""
        new = quoted(self._one("select current_database()"))
        self._connection.execute("checkpoint")
        self._connection.execute(f"attach ':memory:' as {_NOWHERE}; use {_NOWHERE}; detach {new}")

    def _has_history(self, database: str) -> bool:
        sql = (
            "select count(*) from duckdb_tables() "
            "where database_name = ? and schema_name = 'main' and table_name = ?"
        )
        return bool(self._one(sql, database, HISTORY))

    def _columns(self, database: str) -> list[str]:
        sql = (
            "select column_name from duckdb_columns() where database_name = ? and schema_name = 'main' "
            "and table_name = ? order by column_index"
        )
        return [name for (name,) in self._connection.execute(sql, [database, HISTORY]).fetchall()]

    def _one(self, sql: str, *parameters: Any) -> Any:
        [found] = self._connection.execute(sql, list(parameters)).fetchall()
        return found[0]


@contextmanager
def both_files(old: Path, new: Path) -> Iterator[BothFiles]:
    """Open both; Busy when another process has the old one open for writing."""
    import duckdb

    connection = connect(new, read_only=False)
    try:
        if old.exists():
            try:
                connection.execute(f"attach {literal(str(old))} as {_OLD} (read_only)")
            except duckdb.Error as error:
                raise explained(old, str(error)) from error
        try:
            yield BothFiles(connection, old.exists())
        except duckdb.Error as error:
            raise machine_problem(str(error)) or explained(old, str(error)) from error
    finally:
        connection.close()


def _missing(
    connection: duckdb.DuckDBPyConnection, kind: str, made_by_project: Collection[tuple[str, str]]
) -> list[tuple[str, str, str]]:
    """Schema, name and SQL of the objects that only the old file has."""
    rows = connection.execute(
        f"""
        select schema_name, {kind}_name, sql from duckdb_{kind}s()
        where database_name = ? and not internal and not temporary
            and (lower(schema_name), lower({kind}_name)) not in (
                select (lower(table_schema), lower(table_name)) from information_schema.tables
                where table_catalog = current_database()
            )
            and not regexp_matches(coalesce(comment, ''), ?)
        order by all
        """,
        [_OLD, MADE_BY_A_RUN],
    ).fetchall()
    return [row for row in rows if (row[0].lower(), row[1].lower()) not in made_by_project]


def _carry_table(connection: duckdb.DuckDBPyConnection, schema: str, name: str, sql: str) -> str | None:
    import duckdb

    place = f"{quoted(schema)}.{quoted(name)}"
    source = f"{_OLD}.{place}"
    connection.execute(f"create schema if not exists {quoted(schema)}")
    # of the SQL; any other error is raised: nothing may be lost for want of space, or by a damaged block
    refusals = (
        *(duckdb.ProgrammingError, duckdb.IntegrityError, duckdb.DataError, duckdb.NotSupportedError),
        duckdb.DependencyException,
    )
    try:
        try:
            connection.execute(sql)  # keeps constraints and defaults
            connection.execute(f"insert into {place} select * from {source}")
        except refusals:
            connection.execute(f"create or replace table {place} as select * from {source}")
        indexes = connection.execute(
            "select sql from duckdb_indexes() where database_name = ? and schema_name = ? and table_name = ?",
            [_OLD, schema, name],
        ).fetchall()
        for (index_sql,) in indexes:
            connection.execute(index_sql)
    except refusals as error:
        return f"your table {schema}.{name} was not carried over completely: {str(error).splitlines()[0]}"
    return None


def _carry_views(connection: duckdb.DuckDBPyConnection, views: list[tuple[str, str, str]]) -> list[str]:
    """Create the views; one may need another, so go round until nothing more can be created."""
    import duckdb

    while views:
        problems: dict[tuple[str, str, str], str] = {}
        for schema, name, sql in views:
            try:
                connection.execute(f"create schema if not exists {quoted(schema)}")
                connection.execute(sql)
            except duckdb.Error as error:
                reason = str(error).splitlines()[0]
                problems[schema, name, sql] = f"your view {schema}.{name} was not carried over: {reason}"
        if len(problems) == len(views):
            return list(problems.values())
        views = list(problems)
    return []
