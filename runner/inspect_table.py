"""The profile of one table: shape, types, nulls, smallest and largest values, distinct values, samples."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from runner.reading import Results

_SAMPLES = 3


@dataclass(frozen=True)
class ColumnProfile:
    """One column; `distinct_approx` is estimated, the other counts are exact."""

    name: str
    type: str
    nulls: int
    distinct_approx: int
    min: Any
    max: Any
    samples: list[Any]


@dataclass(frozen=True)
class TableProfile:
    """One table; plain data."""

    table: str
    row_count: int
    column_count: int
    columns: list[ColumnProfile]


def inspect_table(results: Results, name: str) -> TableProfile:
    """Profile a table in one pass; InputError when there is no such table."""
    table = results.find_table(name)
    place, types = results.sql_name(table), results.column_types(table)
    measures = ["count(*) as row_count"]
    for number, column in enumerate(map(results.quoted, types)):
        measures += [
            f"count(*) - count({column}) as nulls_{number}",
            f"{results.distinct(column)} as distinct_{number}",
            f"min({column}) as min_{number}",
            f"max({column}) as max_{number}",
        ]
    [measured] = results.query(f"select {', '.join(measures)} from {place}").rows
    sample = _sample(results, place) if measured["row_count"] else []
    columns = [
        ColumnProfile(
            name=column,
            type=kind,
            nulls=measured[f"nulls_{number}"],
            distinct_approx=measured[f"distinct_{number}"],
            min=measured[f"min_{number}"],
            max=measured[f"max_{number}"],
            samples=[row[column] for row in sample],
        )
        for number, (column, kind) in enumerate(types.items())
    ]
    return TableProfile(table, measured["row_count"], len(columns), columns)


def _sample(results: Results, place: str) -> list[dict[str, Any]]:
    return results.query(f"select * from {place} limit {_SAMPLES}").rows
