"""Whether a census file has the columns that a configuration counts on; the same lines as the dbt door's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runner.census_file import census_file
from runner.declarations import declared_parameters
from runner.errors import InputError
from runner.messages import SHOWN, listed, nearest, printable, shown

if TYPE_CHECKING:
    from runner.config import SimulationConfig

NEEDED = (("employee_id",), ("current_compensation",), ("tenure", "hire_date"))
AGES = ("age", "birth_date")


def check_census(config: SimulationConfig) -> None:
    """Raise InputError when the census lacks a column that is named or needed; only its header is read."""
    values = config.effective()
    if values["census_path"] is None:
        return
    import duckdb

    place = f"the file {printable(values['census_path'])}"
    with duckdb.connect() as connection:
        file = census_file(connection, Path(values["census_path"]), f"`census_path`: {place}")
    problem = missing_column(values, place, file.names)
    if problem is not None:
        raise InputError(problem, hint="`python -m runner init --census FILE` proposes the columns of a file")


def missing_column(values: dict[str, Any], place: str, columns: Sequence[str]) -> str | None:
    """The first thing that is missing, as a sentence, or None. Follows macros/checks/census_columns_found."""
    lowered = [column.strip().lower() for column in columns]
    declared = declared_parameters()["census_columns"]
    named, found = values["census_columns"], set()
    for name in declared.keys:
        wanted = named.get(name, name)
        is_looked_for = name in named or name not in declared.only_when_named
        count = lowered.count(wanted.strip().lower()) if is_looked_for else 0
        if count > 1:
            return (
                f"`census_columns.{name}`: {place} has the column {shown(wanted)} {count} times;"
                " rename all but one of them"
            )
        if count:
            found.add(name)
        elif name in named:
            starts = [column.lower()[:SHOWN] for column in columns[:1000]]
            meant = columns[starts.index(nearest(wanted.lower(), starts))]
            return (
                f"`census_columns.{name}`: {place} has no column {shown(wanted)}; did you mean"
                f" {shown(meant)}? It has {listed(columns)}"
            )
    for alternatives in [*NEEDED, *([] if values["impute_missing_age"] else [AGES])]:
        if found.isdisjoint(alternatives):
            imputed = ", or set impute_missing_age: true to draw ages" if "age" in alternatives else ""
            return (
                f"`census_columns`: {place} has no column for {' or '.join(alternatives)}; it has"
                f" {listed(columns)}; name it, as census_columns: {{{alternatives[0]}: ITS_NAME}}{imputed}"
            )
    active = values["census_active_values"]
    if active is not None and "active_flag" not in found:
        return (
            f"`census_active_values`: got {shown(active)}; {place} has no column for active_flag;"
            f" it has {listed(columns)}"
        )
    return None
