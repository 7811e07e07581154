"""The user's census as DuckDB reads it, and what is wrong with a file that it cannot read.

The reader is that of `macros/engine/file_rows.sql`: whoever looks at a file here sees what dbt will see.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from runner.database import literal
from runner.errors import EnvironmentProblem, InputError

if TYPE_CHECKING:
    import duckdb

_KINDS = {
    b"PK\x03\x04": "an Excel workbook or a zip archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"%PDF": "a PDF",
    b"\xff\xfe": "UTF-16 text",
    b"\xfe\xff": "UTF-16 text",
}
_AS_CSV = "save it as CSV with the encoding UTF-8 (in Excel: CSV UTF-8), or as Parquet"


def is_parquet(path: Path) -> bool:
    """Whether the census is read as Parquet: by its name, as dbt does."""
    return str(path).lower().endswith(".parquet")


def reader(path: Path) -> str:
    """The SQL that reads the file; in a CSV every column is text."""
    if is_parquet(path):
        return f"read_parquet({literal(str(path))})"
    return f"read_csv({literal(str(path))}, all_varchar = true, header = true)"


def columns_of(connection: duckdb.DuckDBPyConnection, path: Path) -> list[str]:
    """Names of the columns, in order; EnvironmentProblem for no file, InputError for what is in it."""
    check_kind(path)
    import duckdb

    try:
        return [name for name, *_ in connection.execute(f"select * from {reader(path)} limit 0").description]
    except duckdb.Error as error:
        raise explained(path, error) from error


def check_kind(path: Path) -> None:
    """Raise when the file is missing, a directory, empty, or plainly no table."""
    if not path.is_file():
        what = "is a directory" if path.is_dir() else "there is no such file"
        raise EnvironmentProblem(
            f"{path}: {what}",
            hint="give the path of a CSV, CSV.gz or Parquet file, one row per employee",
        )
    try:
        with path.open("rb") as file:
            start = file.read(4096)
    except OSError as error:
        raise EnvironmentProblem(f"{path}: cannot be read ({error.strerror})") from error
    if not start.strip():
        raise InputError(f"{path}: the file is empty", hint="it needs a header and one row per employee")
    kind = _kind(path, start)
    if kind is not None:
        raise InputError(f"{path}: is {kind}", hint=_AS_CSV)


def _kind(path: Path, start: bytes) -> str | None:
    """What the first bytes say that it is, when that is no table."""
    if is_parquet(path):
        return None if start.startswith(b"PAR1") else "not a Parquet file"
    if str(path).lower().endswith(".gz"):
        return None if start.startswith(b"\x1f\x8b") else "not a gzip file"
    for magic, kind in _KINDS.items():
        if start.startswith(magic):
            return kind
    return "binary, not text" if b"\0" in start or start.startswith((b"PAR1", b"\x1f\x8b")) else None


def explained(path: Path, error: duckdb.Error) -> InputError:
    """Why DuckDB cannot read the file, in one line."""
    text = str(error)
    line = re.search(r"CSV Error on Line: (\d+)", text)
    where = f"{path}, line {line.group(1)}" if line else str(path)
    if "not utf-8" in text.lower():
        return InputError(f"{where}: is not UTF-8 text", hint=_AS_CSV)
    told = [
        part for part in text.splitlines() if part and not part.startswith(("CSV Error", "Original Line"))
    ]
    reason = told[0] if told else text.splitlines()[0]
    return InputError(f"{where}: cannot be read as a table: {reason}", hint=_AS_CSV)
