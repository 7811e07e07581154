"""What passes from the old database file to the new one: the run history and what users made themselves."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from runner.publish import explain_limit
from runner.read import MADE_BY_A_RUN, explain_unopened, literal, open_database, quoted

HISTORY = "run_history"
OLD = "planwise_previous_file"
_NOT_CARRIED = """
select distinct 'the macro', function_name from duckdb_functions()
where database_name = $old and not internal and function_type in ('macro', 'table_macro')
union all select 'the sequence', sequence_name from duckdb_sequences() where database_name = $old
union all select 'the type', type_name from duckdb_types() where database_name = $old and not internal
union all select 'the comment on', table_name from duckdb_tables()
where database_name = $old and comment is not null and not contains(comment, '[run ')
order by all
"""


@contextmanager
def both_files(old: Path, new: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = open_database(new, read_only=False)
    try:
        if old.exists():
            connection.execute(f"attach {literal(str(old))} as {OLD} (read_only)")
        yield connection
    except duckdb.Error as error:
        raise explain_limit(str(error)) or explain_unopened(old, str(error)) from error
    finally:
        connection.close()


def history_columns(connection: duckdb.DuckDBPyConnection, database: str) -> list[str]:
    sql = "select column_name from duckdb_columns() where (database_name, schema_name, table_name) = (?, 'main', ?)"
    return [name for (name,) in connection.execute(f"{sql} order by column_index", [database, HISTORY]).fetchall()]


def complete_history(connection: duckdb.DuckDBPyConnection, attempts: list[dict[str, Any]]) -> None:
    """Add the runs that the new history lacks: those of the old file, and the attempts."""
    [(new,)] = connection.execute("select current_database()").fetchall()
    columns = history_columns(connection, new)
    if not columns:
        return
    unknown = f"not in (select run_id from main.{HISTORY})"
    shared = ", ".join(quoted(name) for name in history_columns(connection, OLD) if name in columns)
    if shared:
        old = f"{OLD}.main.{HISTORY}"
        connection.execute(f"insert into main.{HISTORY} ({shared}) select {shared} from {old} where run_id {unknown}")
    for attempt in attempts:
        values = {name: value for name, value in attempt.items() if name in columns}
        names, places = ", ".join(map(quoted, values)), ", ".join("?" for _ in values)
        sql = f"insert into main.{HISTORY} ({names}) select {places} where ? {unknown}"
        connection.execute(sql, [*values.values(), attempt["run_id"]])


def carry_user_objects(connection: duckdb.DuckDBPyConnection, made_by_project: Collection[tuple[str, str]]) -> list[str]:
    """Copy tables, with their indexes, and views that only the old file has and the project did not make.

    Returns a warning for each that could not be carried over, such as a view on a table that is gone.
    """

    def only_in_old(kind: str) -> list[tuple[str, str, str]]:
        found = connection.execute(
            f"""
            select schema_name, {kind}_name as name, sql from duckdb_{kind}s()
            where database_name = ? and not internal and not temporary
                and (lower(schema_name), lower({kind}_name)) not in (
                    select (lower(table_schema), lower(table_name)) from information_schema.tables
                    where table_catalog = current_database()
                )
                and not regexp_matches(coalesce(comment, ''), {MADE_BY_A_RUN})
            order by all
            """,
            [OLD],
        ).fetchall()
        return [row for row in found if (row[0].lower(), row[1].lower()) not in made_by_project]

    views, tables = only_in_old("view"), only_in_old("table")
    warnings = [_carry_table(connection, *table) for table in tables]
    problems: dict[tuple[str, str, str], str] = {}
    while views:  # one view may need another: go round until nothing more can be created
        problems = {}
        for view in views:
            try:
                connection.execute(f"create schema if not exists {quoted(view[0])}")
                connection.execute(view[2])
            except duckdb.Error as error:
                reason = str(error).splitlines()[0]
                problems[view] = f"your view {view[0]}.{view[1]} was not carried over: {reason}"
        if len(problems) == len(views):
            break
        views = list(problems)
    if lost := [" ".join(entry) for entry in connection.execute(_NOT_CARRIED, {"old": OLD}).fetchall()]:
        warnings.append(f"only your tables and views were carried over, without: {', '.join(lost[:20])}")
    return [warning for warning in warnings if warning] + list(problems.values())


def _carry_table(connection: duckdb.DuckDBPyConnection, schema: str, name: str, sql: str) -> str | None:
    place, what = f"{quoted(schema)}.{quoted(name)}", f"your table {schema}.{name} was carried over"
    connection.execute(f"create schema if not exists {quoted(schema)}")
    # refusals of the SQL. Any other error is raised: nothing may be lost for want of space, or by a damaged block
    refusals = (duckdb.ProgrammingError, duckdb.IntegrityError, duckdb.DataError, duckdb.NotSupportedError)
    less = None
    try:
        try:
            connection.execute(sql)  # keeps constraints and defaults
            connection.execute(f"insert into {place} from {OLD}.{place}")
        except (*refusals, duckdb.DependencyException) as error:
            connection.execute(f"create or replace table {place} as from {OLD}.{place}")
            less = f"{what} without constraints, defaults and generated columns: {str(error).splitlines()[0]}"
        find = "select sql from duckdb_indexes() where (database_name, schema_name, table_name) = (?, ?, ?)"
        for (index_sql,) in connection.execute(find, [OLD, schema, name]).fetchall():
            connection.execute(index_sql)
    except (*refusals, duckdb.DependencyException) as error:
        return f"{what} incompletely: {str(error).splitlines()[0]}"
    return less
