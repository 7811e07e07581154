"""Opening DuckDB files, with the errors people meet in words they can act on."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from runner.errors import Busy, EnvironmentProblem

if TYPE_CHECKING:
    import duckdb


def connect(path: Path, read_only: bool = True) -> duckdb.DuckDBPyConnection:
    """A connection to the file, or an EnvironmentProblem that says why not."""
    import duckdb

    if read_only and not path.exists():
        raise EnvironmentProblem(
            f"{path}: there is no such database", hint="run `python -m runner run` first, or give --database"
        )
    if path.is_dir():
        raise EnvironmentProblem(f"{path}: is a directory", hint="give the path of a DuckDB file")
    try:
        return duckdb.connect(str(path), read_only=read_only)
    except duckdb.Error as error:
        raise explained(path, str(error)) from error


def explained(path: Path, text: str) -> EnvironmentProblem:
    """DuckDB's reason for not opening a file, as an EnvironmentProblem."""
    holder = re.search(r"Conflicting lock is held in (\S+) \(PID (\d+)\)", text)
    if holder:
        return Busy(
            f"{path}: locked by process {holder.group(2)} ({Path(holder.group(1)).name})",
            hint="close the program that has the file open, then try again",
        )
    if "different configuration" in text:
        return EnvironmentProblem(
            f"{path}: open in this very process", hint="close the other connection to the file first"
        )
    if "not a valid DuckDB database" in text:
        return EnvironmentProblem(
            f"{path}: is not a DuckDB database; it was left as it is",
            hint="move the file away, or give another path with --database",
        )
    return EnvironmentProblem(
        f"{path}: cannot be read: {text.splitlines()[0]}; it was left as it is",
        hint="move the file away, or give another path with --database",
    )


def quoted(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"
