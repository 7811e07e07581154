"""A census in memory, and what each of its columns holds: one query over a sample, whatever the number of columns."""

import csv
import gzip
import io
import re
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import jinja2
import yaml

from runner.census import check_readable, find_header, is_workbook, workbook_as_csv
from runner.config.parameters import PROJECT_DIR, parameters
from runner.errors import InputError, printable
from runner.read import literal, quoted, read_sql
from runner.settings import duckdb_settings

_SAMPLE_ROWS, _SAMPLE_CELLS = 5000, 1_000_000
_SEEDS = ("job_levels", "hazards", "raises", "hire_profiles", "entry_ages")

_AS_CSV = "Save it as CSV with the encoding UTF-8 (in Excel: CSV UTF-8), or as Parquet."


@cache
def read_words() -> dict[str, Any]:
    words: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "names.yml").read_text(encoding="utf-8"))
    return words


def render_macro(name: str, argument: str) -> str:
    """The SQL that a macro of the project makes of one argument, so that the rule stands in one file."""
    text = (PROJECT_DIR / "macros" / f"{name}.sql").read_text(encoding="utf-8")
    module = jinja2.Environment(autoescape=False).from_string(text).module
    return str(getattr(module, name.rpartition("/")[2])(argument))


class Column(NamedTuple):
    name: str
    seen: int = 0
    is_filled: bool = False
    is_whole: bool = False
    low: float = 0
    high: float = 0
    samples: tuple[str, ...] = ()
    description: str = ""
    fits: Mapping[str, bool] = {}  # our name of a column -> whether the values could be of it


class Census:
    """The tables `census` and `sample`, every value a text or null, in a DuckDB of its own, which spills."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: str) -> None:
        self.connection, self.path = connection, path
        duckdb_settings(target="duckdb").apply_to(connection)
        self.rows("set disabled_optimizers = 'common_subexpressions'")  # its time grows with the square of the columns
        self.run("macros")
        self.rows(f"create macro periods_a_year(v) as {render_macro('inputs/reading/periods_a_year', 'v')}")
        for name in ("date_formats", "flags"):
            self.set(name, read_words()[name])
        for seed in _SEEDS:
            file = literal(str(PROJECT_DIR / "seeds" / f"default_{seed}.csv"))
            self.rows(f"create view seed_{seed} as from read_csv({file}, header = true)")
        with tempfile.TemporaryDirectory(prefix="planwise_") as folder:
            self._load(str(workbook_as_csv(path, Path(folder))) if is_workbook(path) else path)
        profiles = {row["name"]: row for row in self.run("profile")}
        self.columns = {name: Column(**profiles.get(name, {"name": name})) for name in self.names}

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
        place, (columns, rows) = printable(self.path), _find_columns(path)
        named = Counter(name.strip().lower() for name, _ in columns)
        longest = parameters()["census_columns"].longest
        # a column is only known by a name that no other has and that a configuration may hold
        known = {
            name: identifier
            for name, identifier in columns
            if named[name.strip().lower()] == 1
            and 0 < len(name.strip()) <= len(name) <= longest
            and printable(plain := re.sub("[\t\n\r]", "", name)) == plain
        }
        self.names = list(known)
        if not known:
            raise InputError(f"{place}: none of its columns has a printable name of its own.", "Name each column.")
        texts = [f"nullif(trim(cast({i} as varchar)), '') as {quoted(name)}" for name, i in known.items()]
        try:
            self.rows(f"create table census as select {', '.join(texts)} from {rows}")
        except duckdb.Error as error:
            text = str(error)
            broken = [what for pattern, what in read_words()["broken"].items() if re.search(pattern, text)]
            why = broken[0] if broken else f"cannot be read: {text}"
            if counts := re.search(r"Expected Number of Columns: (\d+) Found: (\d+)", text):
                why = f"has {counts[2]} fields, the header has {counts[1]}"
            where = "".join(f", line {line}" for line in re.findall(r"CSV Error on Line: (\d+)", text)[:1])
            raise InputError(f"{place}{where}: {printable(why)}.", _AS_CSV) from error
        self.row_count: int = self.value("select count(*) from census")
        if not self.row_count:
            raise InputError(f"{place}: has a header and no rows.", "It needs one row per employee.")
        size = max(200, min(_SAMPLE_ROWS, _SAMPLE_CELLS // len(known)))
        self.rows(f"create table sample as from census where rowid % {-(-self.row_count // size)} = 0")


def _find_columns(path: str) -> tuple[list[tuple[str, str]], str]:
    check_readable(path)
    file = literal(re.sub(r"([*?\[])", r"[\1]", str(Path(path).absolute())))  # DuckDB takes * ? [ for patterns
    if path.lower().endswith(".parquet"):
        rows = f"read_parquet({file}, hive_partitioning = false)"
        try:
            with duckdb.connect() as connection:
                described = connection.execute(f"select * from {rows} limit 0").description or []
        except duckdb.Error as error:
            raise InputError(f"{printable(path)}: is not a Parquet file, or it is damaged.", _AS_CSV) from error
        return [(name, quoted(name)) for name, *_ in described], rows
    names, delimiter = _read_header(path)
    columns = [(name, f"column_{number}") for number, name in enumerate(names, start=1)]
    types = ", ".join(f"'{identifier}': 'varchar'" for _, identifier in columns)
    options = f"auto_detect = false, header = true, hive_partitioning = false, quote = '\"', escape = '\"', columns = {{{types}}}"
    return columns, f"read_csv({file}, delim = {literal(delimiter)}, {options})"


def _read_lines(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _read_header(path: str) -> tuple[list[str], str]:
    """Names of the columns and the delimiter, by the rules of `macros/inputs/reading/csv_header.sql`."""
    try:
        with gzip.open(path) if path.lower().endswith(".gz") else Path(path).open("rb") as file:
            start = file.read(2_000_000).removeprefix(b"\xef\xbb\xbf")
        why = next((what for pattern, what in read_words()["no_csv"].items() if re.match(pattern.encode("latin-1"), start)), None)
        if why is None:
            first = re.split(b"[\r\n]", start)[0].decode()
            delimiter = max(",;\t|", key=re.sub('"[^"]*"', "", first).count)
            text = start.decode(errors="replace")
            widest = max(text.splitlines()[:20], key=lambda line: max(map(line.count, ",;\t|")))
            usual = max(",;\t|", key=widest.count)
            if place := find_header([[name.strip() for name in row] for row in islice(_read_lines(text, usual), 20)]):
                why = f"the header seems to be on line {place + 1}: delete the lines above it"
            else:
                return [name.strip() for name in next(_read_lines(text, delimiter))], delimiter
    except UnicodeDecodeError:
        why = "is not UTF-8 text"
    except (EOFError, OSError, csv.Error, zlib.error) as error:
        why = f"is damaged: {error}"
    raise InputError(f"{printable(path)}: {why}.", _AS_CSV)
