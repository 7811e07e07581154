"""The user's census as the project reads it: its columns, and what is wrong with a file that has none.

The rules are those of `macros/reading/read_file.sql` and what it calls, and so are the words: whoever looks
at a file here sees what dbt will see.
"""

from __future__ import annotations

import gzip
import re
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from runner.database import literal, quoted
from runner.errors import EnvironmentProblem, InputError
from runner.file_problems import trouble_with
from runner.messages import printable

if TYPE_CHECKING:
    import duckdb

_KINDS = {
    b"PK\x03\x04": "is a ZIP archive or an Excel workbook; save it as CSV",
    b"\xd0\xcf\x11\xe0": "is an old Excel workbook; save it as CSV",
    b"%PDF": "is a PDF; save its table as CSV",
    b"PAR1": "is a Parquet file; give it a name that ends in .parquet",
    b"\x1f": "is compressed; give it a name that ends in .gz",
}
_LONGEST_LINE = 2_000_000  # bytes
_LINES_OF_HEADER = 200
_AS_CSV = "save it as CSV with the encoding UTF-8 (in Excel: CSV UTF-8), or as Parquet"


@dataclass(frozen=True)
class CensusFile:
    """The names of the columns, what SQL calls them, and where to select them from; in a CSV all are text."""

    names: list[str]
    identifiers: list[str]
    rows: str


def census_file(connection: duckdb.DuckDBPyConnection, path: Path, place: str | None = None) -> CensusFile:
    """Look at the header; EnvironmentProblem for no file, InputError for what is in it, behind the place."""
    place = place or printable(str(path))
    trouble = trouble_with(str(path))
    if trouble is not None:
        raise EnvironmentProblem(
            f"{place}: {trouble}", hint="give the path of a CSV, CSV.gz or Parquet file, one row per employee"
        )
    if str(path).lower().endswith(".parquet"):
        return _parquet(connection, path, place)
    names, delimiter = _header(_first_lines(path, place))
    identifiers = [f"column_{number}" for number in range(1, len(names) + 1)]
    columns = ", ".join(f"'{identifier}': 'varchar'" for identifier in identifiers)
    return CensusFile(
        names,
        identifiers,
        f"read_csv({_one_file(path)}, auto_detect = false, header = true, quote = '\"', escape = '\"',"
        f" hive_partitioning = false, delim = {literal(delimiter)}, columns = {{{columns}}})",
    )


def explained(path: Path, error: duckdb.Error) -> InputError:
    """Why DuckDB cannot read the rows of a file, in one line."""
    text = str(error)
    line = re.search(r"CSV Error on Line: (\d+)", text)
    where = printable(f"{path}, line {line.group(1)}" if line else str(path))
    if "not utf-8" in text.lower():
        return InputError(f"{where}: is not UTF-8 text", hint=_AS_CSV)
    told = [
        part for part in text.splitlines() if part and not part.startswith(("CSV Error", "Original Line"))
    ]
    reason = printable(told[0] if told else text.splitlines()[0])
    return InputError(f"{where}: cannot be read as a table: {reason}", hint=_AS_CSV)


def _one_file(path: Path) -> str:
    """The path for DuckDB, which takes * ? [ for patterns."""
    return literal(re.sub(r"([*?\[])", r"[\1]", str(path.absolute())))


def _parquet(connection: duckdb.DuckDBPyConnection, path: Path, place: str) -> CensusFile:
    import duckdb

    rows = f"read_parquet({_one_file(path)}, hive_partitioning = false)"
    try:
        names = [name for name, *_ in connection.execute(f"select * from {rows} limit 0").description]
    except duckdb.Error as error:
        raise InputError(
            f"{place}: is no Parquet file, or it is cut off, damaged or not to be read by you", hint=_AS_CSV
        ) from error
    return CensusFile(names, [quoted(name) for name in names], rows)


def _first_lines(path: Path, place: str) -> list[str]:
    """The first lines of a CSV; a line break inside quotes ends one too."""
    opened = gzip.open if str(path).lower().endswith(".gz") else open
    try:
        with opened(path, "rb") as file:
            start = bytes(file.read(_LONGEST_LINE + 1))
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise InputError(
            f"{place}: cannot be read: it is no gzip file, or it is cut off or damaged", hint=_AS_CSV
        ) from error
    lines = re.split(b"[\r\n]", start.removeprefix(b"\xef\xbb\xbf"))
    problem = _problem(start, lines[0])
    if problem is not None:
        raise InputError(f"{place}{problem}", hint=_AS_CSV)
    return [line.decode("utf-8", "replace") for line in lines[:_LINES_OF_HEADER]]


def _problem(start: bytes, first: bytes) -> str | None:
    """What the first bytes say that is wrong, with the end of the place."""
    for magic, what in _KINDS.items():
        if start.startswith(magic):
            return f": {what}"
    if not start.strip(b"\r\n"):
        return ": is empty; must have a line with the names of the columns"
    if b"\0" in first:
        return ": is UTF-16 or no text at all; save it as CSV with the encoding UTF-8"
    if len(first) > _LONGEST_LINE:
        return ", line 1: is longer than 2,000,000 bytes"
    try:
        text = first.decode("utf-8")
    except UnicodeDecodeError:
        return ", line 1: is not UTF-8 text; save the file with the encoding UTF-8"
    return None if text.strip() else ": its first line is blank; must have the names of the columns"


def _header(lines: list[str]) -> tuple[list[str], str]:
    """Names of the columns and the delimiter, by the rules of `macros/reading/csv_header.sql`."""
    text = lines[0]
    for line in lines[1:]:
        if text.count('"') % 2 == 0:
            break
        text += f"\n{line}"
    unquoted = re.sub('"[^"]*"', "", text)
    delimiter = max(",;\t|", key=unquoted.count)
    mark = re.escape(delimiter)
    names = []
    for name, end in re.findall(f'("(?:[^"]|"")*"|[^{mark}]*)({mark}|$)', text.strip("\r\n")):
        is_quoted = len(name) > 1 and name[0] == name[-1] == '"'
        names.append((name[1:-1].replace('""', '"') if is_quoted else name).strip())
        if not end:
            break
    return names, delimiter
