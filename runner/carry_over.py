"""What passes from the old database file to the new one: the run history and what users made themselves."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from runner.database import connect, explained, literal, quoted

if TYPE_CHECKING:
    import duckdb

HISTORY = "run_history"
_OLD = "planwise_previous_file"


@contextmanager
def _both(old: Path, new: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The new file, open for writing, with the old one attached for reading."""
    import duckdb

    connection = connect(new, read_only=False)
    try:
        try:
            connection.execute(f"attach {literal(str(old))} as {_OLD} (read_only)")
        except duckdb.Error as error:
            raise explained(old, str(error)) from error
        yield connection
        connection.execute(f"detach {_OLD}")
        connection.execute("checkpoint")
    finally:
        connection.close()


def carry_history(old: Path, new: Path) -> None:
    """Copy `run_history` into the fresh file, so that dbt appends to it."""
    with _both(old, new) as connection:
        found = connection.execute(
            "select 1 from duckdb_tables() "
            "where database_name = ? and schema_name = 'main' and table_name = ?",
            [_OLD, HISTORY],
        ).fetchone()
        if found:
            connection.execute(f"create table main.{HISTORY} as select * from {_OLD}.main.{HISTORY}")


def carry_user_objects(old: Path, new: Path, made_by_project: Collection[tuple[str, str]]) -> list[str]:
    """Copy tables, with their indexes, and views that are neither in the new file nor made by the project.

    Returns a warning for each that could not be carried over, such as a view on a table that is gone.
    """
    with _both(old, new) as connection:
        tables, views = (_missing(connection, kind, made_by_project) for kind in ("table", "view"))
        warnings = [
            problem
            for schema, name, sql in tables
            if (problem := _carry_table(connection, schema, name, sql)) is not None
        ]
        return warnings + _carry_views(connection, views)


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
        order by all
        """,
        [_OLD],
    ).fetchall()
    return [row for row in rows if (row[0].lower(), row[1].lower()) not in made_by_project]


def _carry_table(connection: duckdb.DuckDBPyConnection, schema: str, name: str, sql: str) -> str | None:
    import duckdb

    place = f"{quoted(schema)}.{quoted(name)}"
    source = f"{_OLD}.{place}"
    connection.execute(f"create schema if not exists {quoted(schema)}")
    try:
        try:
            connection.execute(sql)  # keeps constraints and defaults
            connection.execute(f"insert into {place} select * from {source}")
        except duckdb.Error:
            connection.execute(f"create or replace table {place} as select * from {source}")
        indexes = connection.execute(
            "select sql from duckdb_indexes() where database_name = ? and schema_name = ? and table_name = ?",
            [_OLD, schema, name],
        ).fetchall()
        for (index_sql,) in indexes:
            connection.execute(index_sql)
    except duckdb.Error as error:
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
