"""Whether a census file has the columns that a configuration counts on; the same lines as the dbt door's."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runner.census_file import columns_of
from runner.declarations import declared_parameters
from runner.errors import InputError
from runner.messages import nearest

if TYPE_CHECKING:
    from runner.config import SimulationConfig

# these change what the file is, so that a column of that name alone does not do it
ONLY_WHEN_NAMED = ("termination_date", "job_title", "census_year", "census_date")
NEEDED = (("employee_id",), ("current_compensation",), ("tenure", "hire_date"))
AGES = ("age", "birth_date")


def check_census(config: SimulationConfig) -> None:
    """Raise InputError when the census lacks a column that is named or needed; a file is opened, not read."""
    values = config.effective()
    if values["census_path"] is None:
        return
    import duckdb

    path = Path(values["census_path"])
    with duckdb.connect() as connection:
        problem = missing_column(values, path, columns_of(connection, path))
    if problem is not None:
        raise InputError(problem, hint="`python -m runner init --census FILE` proposes the columns of a file")


def missing_column(values: dict[str, Any], path: Path, columns: Sequence[str]) -> str | None:
    """The first thing that is missing, as a sentence, or None. Follows macros/checks/census_columns_found."""
    present = {column.lower(): column for column in columns}
    listed = ", ".join(present.values())
    named, found = values["census_columns"], set()
    for name in declared_parameters()["census_columns"].keys:
        wanted = str(named.get(name, name))
        if wanted.lower() in present and (name in named or name not in ONLY_WHEN_NAMED):
            found.add(name)
        elif name in named:
            return (
                f"`census_columns.{name}`: the file {path} has no column {json.dumps(wanted)}; did you mean"
                f" {json.dumps(present[nearest(wanted.lower(), present)])}? It has {listed}"
            )
    for alternatives in [*NEEDED, *([] if values["impute_missing_age"] else [AGES])]:
        if found.isdisjoint(alternatives):
            imputed = ", or set impute_missing_age: true to draw ages" if "age" in alternatives else ""
            return (
                f"`census_columns`: the file {path} has no column for {' or '.join(alternatives)}; it has"
                f" {listed}; name it, for example census_columns: {{{alternatives[0]}:"
                f" {[*present.values(), 'its_name'][0]}}}{imputed}"
            )
    active = values["census_active_values"]
    if active is not None and "active_flag" not in found:
        return (
            f"`census_active_values`: got {json.dumps(active)}; the file {path} has no column for"
            f" active_flag; it has {listed}"
        )
    return None
