"""Two DuckDB files, table by table: the same rows, in whatever order?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from runner.carry_over import HISTORY
from runner.database import literal, quoted

if TYPE_CHECKING:
    import duckdb

    from runner.settings import Settings

# what tells when a run was, rather than what it found
_TIMES = {"simulation_config": ("created_at",)}
_ROWS_THAT_COUNT = {"rpt_data_quality": "metric <> 'processing_date'"}
_TABLES = (
    "select table_name from duckdb_tables() where database_name = ? and schema_name = 'main' "
    "and table_name <> ? order by table_name"
)
_COLUMNS = (
    "select column_name, data_type from duckdb_columns() where database_name = ? and schema_name = 'main' "
    "and table_name = ?"
)


@dataclass(frozen=True)
class TableDifference:
    """One table: its rows in both files (None where it is missing), and how many rows only one has."""

    table: str
    recorded_rows: int | None
    repeated_rows: int | None
    differing_rows: int | None

    @property
    def equal(self) -> bool:
        """Whether both have the same rows."""
        return self.differing_rows == 0


def table_differences(settings: Settings, repeated: Path) -> list[TableDifference]:
    """Every table that the repeated run made, compared with that of the settings' file."""
    import duckdb

    with duckdb.connect() as connection:
        settings.apply_to(connection)
        for name, file in (("recorded", settings.database), ("repeated", repeated)):
            connection.execute(f"attach {literal(str(file))} as {name} (read_only)")
        tables = connection.execute(_TABLES, ["repeated", HISTORY]).fetchall()
        return [_difference(connection, table) for (table,) in tables]


def _difference(connection: duckdb.DuckDBPyConnection, table: str) -> TableDifference:
    left, right = (
        dict(connection.execute(_COLUMNS, [database, table]).fetchall())
        for database in ("recorded", "repeated")
    )
    counts = [
        connection.execute(f"select count(*) from {database}.main.{quoted(table)}").fetchall()[0][0]
        if columns
        else None
        for database, columns in (("recorded", left), ("repeated", right))
    ]
    if left != right:
        return TableDifference(table, counts[0], counts[1], None)
    columns = ", ".join(quoted(name) for name in right if name not in _TIMES.get(table, ()))
    condition = _ROWS_THAT_COUNT.get(table, "true")
    sides = (
        f"select {columns}, {sign} as side from {database}.main.{quoted(table)} where {condition}"
        for database, sign in (("recorded", 1), ("repeated", -1))
    )
    [[differing]] = connection.execute(
        f"select coalesce(sum(abs(surplus)), 0)::bigint from (select {columns}, sum(side) as surplus "
        f"from ({' union all '.join(sides)}) group by all having sum(side) <> 0)"
    ).fetchall()
    return TableDifference(table, counts[0], counts[1], differing)
