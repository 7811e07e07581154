"""A census loaded for looking at it, and what its columns hold. All looking is SQL, with flat memory."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from runner.census_file import census_file, explained
from runner.database import literal, quoted
from runner.declarations import declared_parameters
from runner.errors import InputError
from runner.messages import is_text
from runner.settings import read_settings

SAMPLE_ROWS = 5000
FORMATS = (  # of dates, as strptime has them; ISO dates are always read
    *("%m/%d/%Y", "%d/%m/%Y", "%d.%m.%Y", "%m-%d-%Y", "%d-%m-%Y", "%Y/%m/%d", "%Y%m%d"),
    *("%d-%b-%Y", "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%d-%b-%y"),
    *("%m/%d/%y", "%d/%m/%y", "%d.%m.%y", "%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M", "%d.%m.%Y %H:%M"),
    *("%m/%d/%Y %H:%M:%S", "%d/%m/%Y %H:%M:%S", "%d.%m.%Y %H:%M:%S", "%m/%d/%Y %I:%M:%S %p"),
)

# how the census door reads numbers and dates: macros/reading, macros/engine/parse_date.sql
_NUMBER = "coalesce(try_cast({0} as decimal(18, 4)), try_cast(try_cast({0} as double) as decimal(18, 4)))"
_SIGNS = (" ", "\u00a0", "\u202f", "'", "\u2019", "$", "\u20ac", "\u00a3", "\u00a5")
_GROUPED = "-?([0-9]{{1,3}}([{0}][0-9]{{2,3}})*[{0}][0-9]{{3}}|[0-9]+)([{1}][0-9]+)?"
MACROS = f"""
create macro plain(t) as {_NUMBER.format("replace(t, '_', '?')")};
create macro bare(t) as {"replace(" * len(_SIGNS)}t{"".join(f", {literal(s)}, '')" for s in _SIGNS)};
create macro decimal_point(t) as case
    when regexp_full_match(bare(t), '{_GROUPED.format(",", ".")}') then plain(replace(bare(t), ',', '')) end;
create macro decimal_comma(t) as case
    when regexp_full_match(bare(t), '{_GROUPED.format(".", ",")}')
        then plain(replace(replace(bare(t), '.', ''), ',', '.')) end;
create macro iso_date(t) as case
    when t like '____-__-__' or t like '____-__-__ %' or t like '____-__-__T%'
        then try_cast(substr(t, 1, 10) as date) end;
create macro day(t, f) as coalesce(iso_date(t), cast(try_strptime(t, f) as date));
"""
NUMBER_FORMATS = ("plain", "decimal_point", "decimal_comma")


@dataclass(frozen=True)
class Column:
    """What one column holds: counts of a sample but for `filled`, which is of all rows."""

    name: str
    filled: int
    seen: int
    distinct: int
    numbers: dict[str, int]  # how many are a number, by the way of writing it
    whole: int
    low: float
    middle: float
    high: float
    dates: dict[str, int]  # how many are a date, by format; ISO dates under ""
    letters: int
    samples: tuple[str, ...]

    @property
    def number_share(self) -> float:
        """Share of the values that are numbers, in the best way of writing them."""
        return max(self.numbers.values()) / self.seen if self.seen else 0.0

    @property
    def date_share(self) -> float:
        """Share of the values that are dates, in the best format."""
        return max(self.dates.values()) / self.seen if self.seen else 0.0

    @property
    def is_number(self) -> bool:
        """Nearly all values are numbers."""
        return self.number_share >= 0.9

    @property
    def is_whole(self) -> bool:
        """Nearly all values are whole numbers."""
        return bool(self.seen) and self.whole / self.seen >= 0.98

    @property
    def is_date(self) -> bool:
        """Nearly all values are dates."""
        return self.date_share >= 0.9

    @property
    def is_text(self) -> bool:
        """The values are words."""
        return not self.is_number and not self.is_date and self.letters > self.seen / 2


class Census:
    """A census in memory (DuckDB spills); a context manager that closes."""

    def __init__(self, path: Path) -> None:
        """Remember the file; nothing is opened yet."""
        self.path = path

    def __enter__(self) -> Self:
        """Load the file. EnvironmentProblem where there is none, InputError for what it holds."""
        import duckdb

        self.connection = duckdb.connect()
        try:
            read_settings().apply_to(self.connection)
            self.connection.execute(MACROS)
            file = census_file(self.connection, self.path)
            named = [name.strip().lower() for name in file.names]
            # a column is only known by a name that no other has and that a configuration may hold
            longest = declared_parameters()["census_columns"].longest or 0
            pairs = zip(file.names, file.identifiers, strict=True)
            known = {n: i for n, i in pairs if named.count(n.strip().lower()) == 1 and is_text(n, longest)}
            self.names = list(known)
            texts = [f"nullif(trim(cast({i} as varchar)), '') as {quoted(n)}" for n, i in known.items()]
            if not texts:
                raise InputError(
                    f"{self.path}: none of its columns has a printable name of its own",
                    hint="give each column a name",
                )
            self.connection.execute(f"create table census as select {', '.join(texts)} from {file.rows}")
            self.row_count = int(self.value("select count(*) from census"))
            if not self.row_count:
                raise InputError(
                    f"{self.path}: has a header and no rows", hint="it needs one row per employee"
                )
            every = -(-self.row_count // SAMPLE_ROWS)
            self.connection.execute(f"create table sample as from census where rowid % {every} = 0")
        except duckdb.Error as error:
            self.connection.close()
            raise explained(self.path, error) from error
        except BaseException:
            self.connection.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connection."""
        self.connection.close()

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a query; `census` is all rows, `sample` some of them, every value a text or null."""
        return self.connection.execute(sql).fetchall()

    def row(self, sql: str) -> tuple[Any, ...]:
        """The one row of a query."""
        return self.rows(sql)[0]

    def value(self, sql: str) -> Any:
        """The one value of a query."""
        return self.row(sql)[0]

    @cached_property
    def columns(self) -> dict[str, Column]:
        """What each column holds."""
        filled = self.row(f"select {', '.join(f'count({quoted(name)})' for name in self.names)} from census")
        return {name: self._column(name, count) for name, count in zip(self.names, filled, strict=True)}

    def _column(self, name: str, filled: int) -> Column:
        numbers = ", ".join(f"count({form}(v))" for form in NUMBER_FORMATS)
        dates = ", ".join(f"count(try_strptime(v, {literal(form)}))" for form in FORMATS)
        found = self.row(
            f"""
            with given as (select {quoted(name)} as v from sample where v is not null),
            read as (select v, coalesce(plain(v), decimal_point(v), decimal_comma(v)) as n from given)
            select count(*), count(distinct v), {numbers}, count(*) filter (n = floor(n)),
                min(n), median(n), max(n),
                count(*) filter (regexp_matches(v, '[[:alpha:]]')), count(iso_date(v)), {dates}
            from read"""
        )
        samples = self.rows(
            f"select {quoted(name)} from sample where {quoted(name)} is not null"
            " group by 1 order by count(*) desc, 1 limit 5"
        )
        return Column(
            name=name,
            filled=filled,
            seen=found[0],
            distinct=found[1],
            numbers=dict(zip(NUMBER_FORMATS, found[2:5], strict=True)),
            whole=found[5],
            low=float(found[6] or 0),
            middle=float(found[7] or 0),
            high=float(found[8] or 0),
            letters=found[9],
            dates=dict(zip(("", *FORMATS), found[10:], strict=True)),
            samples=tuple(value for (value,) in samples),
        )
