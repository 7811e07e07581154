"""A census in memory, and what each of its columns holds: one query over a sample, whatever the number of columns."""

from __future__ import annotations

import csv
import gzip
import io
import re
import tempfile
import zlib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import yaml

from runner.census import check_readable, is_workbook, workbook_as_csv
from runner.config.parameters import PROJECT_DIR, parameters
from runner.errors import InputError, printable
from runner.read import literal, quoted, read_sql
from runner.settings import Settings, read_settings

_SAMPLE_ROWS, _SAMPLE_CELLS = 5000, 1_000_000
_SEEDS = ("job_levels", "hazards", "raises", "hire_profiles", "entry_ages")

_AS_CSV = "Save it as CSV with the encoding UTF-8 (in Excel: CSV UTF-8), or as Parquet."
_KINDS = {
    b"PK\x03\x04": "is a ZIP archive, or an Excel workbook whose name must end in .xlsx",
    b"PAR1": "is a Parquet file, whose name must end in .parquet",
    b"\x1f": "is compressed, so its name must end in .gz",
}


class CensusFile(NamedTuple):
    """The columns of a file, what SQL calls them, and what to select from. The values of a CSV are texts."""

    names: list[str]
    identifiers: list[str]
    rows: str


@cache
def read_words() -> dict[str, Any]:
    """The vocabulary of `names.yml`."""
    words: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "names.yml").read_text(encoding="utf-8"))
    return words


class Column(NamedTuple):
    """What one column holds in a sample. `filled` counts all rows."""

    name: str
    filled: int
    seen: int = 0
    distinct_values: int = 0
    is_number: bool = False
    is_whole: bool = False
    is_date: bool = False
    is_text: bool = False
    low: float = 0
    middle: float = 0
    high: float = 0
    samples: tuple[str, ...] = ()
    description: str = ""


class Census:
    """The tables `census` and `sample`, every value a text or null, in a DuckDB of its own, which spills."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: str) -> None:
        self.connection, self.path = connection, path
        settings = read_settings()
        if isinstance(settings, Settings):
            settings.apply_to(connection)
        self.rows("set disabled_optimizers = 'common_subexpressions'")  # its time grows with the square of the columns
        self.run("macros")
        self.set("date_formats", read_words()["date_formats"])
        for seed in _SEEDS:
            file = literal(str(PROJECT_DIR / "seeds" / f"default_{seed}.csv"))
            self.rows(f"create view seed_{seed} as from read_csv({file}, header = true)")
        with tempfile.TemporaryDirectory(prefix="planwise_") as folder:
            self._load(str(workbook_as_csv(path, Path(folder))) if is_workbook(path) else path)
        counts = ", ".join(f"count({quoted(name)})" for name in self.names)
        filled = connection.execute(f"select {counts} from census").fetchone() or ()
        profiles = {row["name"]: row for row in self.run("profile")}
        self.columns = {
            name: Column(filled=count, **profiles.get(name, {"name": name}))
            for name, count in zip(self.names, filled, strict=True)
        }

    def run(self, query: str, **values: Any) -> list[dict[str, Any]]:
        """The rows of a query of the folder `queries`, with the variables it reads."""
        for name, value in values.items():
            self.set(name, value)
        return self.rows(read_sql(Path(__file__).parent / "queries" / f"{query}.sql"))

    def rows(self, sql: str, **values: Any) -> list[dict[str, Any]]:
        cursor = self.connection.execute(sql, values or None)
        names = [name for name, *_ in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def value(self, sql: str, **values: Any) -> Any:
        return next(iter(self.rows(sql, **values)[0].values()))

    def set(self, variable: str, value: Any) -> None:
        self.rows(f"set variable {variable} = $value", value=value)

    def _load(self, path: str) -> None:
        source, place = census_source(path), printable(self.path)
        named = Counter(name.strip().lower() for name in source.names)
        # a column is only known by a name that no other has and that a configuration may hold
        known = {
            name: identifier
            for name, identifier in zip(source.names, source.identifiers, strict=True)
            if named[name.strip().lower()] == 1
            and 0 < len(name.strip()) <= len(name) <= (parameters()["census_columns"].longest or 0)
            and printable(plain := re.sub("[\t\n\r]", "", name)) == plain
        }
        self.names = list(known)
        if not known:
            raise InputError(f"{place}: none of its columns has a printable name of its own.", "Name each column.")
        texts = [f"nullif(trim(cast({i} as varchar)), '') as {quoted(name)}" for name, i in known.items()]
        try:
            self.rows(f"create table census as select {', '.join(texts)} from {source.rows}")
        except duckdb.Error as error:
            text = str(error)
            told = [part for part in text.splitlines() if part and not part.startswith(("CSV Error", "Original Line"))]
            why = "is not UTF-8 text" if "not utf-8" in text.lower() else f"cannot be read: {printable((told or [text])[0])}"
            where = "".join(f", line {line}" for line in re.findall(r"CSV Error on Line: (\d+)", text)[:1])
            hint = "Save it as CSV with the encoding UTF-8, or as Parquet."
            raise InputError(f"{place}{where}: {why}.", hint) from error
        self.row_count: int = self.value("select count(*) from census")
        if not self.row_count:
            raise InputError(f"{place}: has a header and no rows.", "It needs one row per employee.")
        size = max(200, min(_SAMPLE_ROWS, _SAMPLE_CELLS // len(known)))
        self.rows(f"create table sample as from census where rowid % {-(-self.row_count // size)} = 0")


def census_source(path: str) -> CensusFile:
    """How to select from a CSV or Parquet file. EnvironmentProblem without a file, InputError for its header."""
    check_readable(path)
    file = literal(re.sub(r"([*?\[])", r"[\1]", str(Path(path).absolute())))  # DuckDB takes * ? [ for patterns
    if path.lower().endswith(".parquet"):
        rows = f"read_parquet({file}, hive_partitioning = false)"
        try:
            with duckdb.connect() as connection:
                names = [name for name, *_ in connection.execute(f"select * from {rows} limit 0").description or []]
        except duckdb.Error as error:
            raise InputError(f"{printable(path)}: is not a Parquet file, or it is damaged.", _AS_CSV) from error
        return CensusFile(names, [quoted(name) for name in names], rows)
    names, delimiter = _read_header(path)
    identifiers = [f"column_{number}" for number in range(1, len(names) + 1)]
    columns = ", ".join(f"'{identifier}': 'varchar'" for identifier in identifiers)
    options = f"quote = '\"', escape = '\"', delim = {literal(delimiter)}, columns = {{{columns}}}"
    rows = f"read_csv({file}, auto_detect = false, header = true, hive_partitioning = false, {options})"
    return CensusFile(names, identifiers, rows)


def _read_header(path: str) -> tuple[list[str], str]:
    """Names of the columns and the delimiter, by the rules of `macros/inputs/reading/csv_header.sql`."""
    try:
        with gzip.open(path) if path.lower().endswith(".gz") else Path(path).open("rb") as file:
            start = file.read(2_000_000).removeprefix(b"\xef\xbb\xbf")
        first = re.split(b"[\r\n]", start)[0]
        why = next((what for magic, what in _KINDS.items() if start.startswith(magic)), None)
        if why is None and b"\0" in first:
            why = "is UTF-16 or not text at all"
        elif why is None and not first.strip():
            why = "is empty. The first line must have the names of the columns"
        elif why is None:
            delimiter = max(",;\t|", key=re.sub('"[^"]*"', "", first.decode()).count)
            lines = csv.reader(io.StringIO(start.decode(errors="replace"), newline=""), delimiter=delimiter)
            return [name.strip() for name in next(lines)], delimiter
    except UnicodeDecodeError:
        why = "is not UTF-8 text"
    except (EOFError, OSError, csv.Error, zlib.error) as error:
        why = f"is damaged: {error}"
    raise InputError(f"{printable(path)}: {why}.", _AS_CSV)
