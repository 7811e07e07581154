"""How a census writes dates, and when it was taken."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from runner.database import literal, quoted
from runner.init_census import FORMATS, Census

DECLARED = "%Y-%m-%d"


@dataclass(frozen=True)
class DateFormat:
    """The format of the dates of a file: how many are read by it, of how many, and by which other one."""

    pattern: str
    read: int
    filled: int
    ambiguous: str | None = None


@dataclass(frozen=True)
class CensusDay:
    """A day that the census may have been taken on, and what says so."""

    day: date
    why: str


def format_of(census: Census, columns: Sequence[str]) -> DateFormat | None:
    """The format that reads most of the dates of these columns; None where there are none.

    A year of two digits read as one of four (05 as the year 5) does not count.
    """
    if not columns:
        return None
    counts = dict.fromkeys((DECLARED, *FORMATS), 0)
    filled = 0
    for column in columns:
        name = quoted(column)
        reads = ", ".join(f"sum(n) filter (day(v, {literal(form)}) >= date '1000-01-01')" for form in counts)
        row = census.row(
            f"with given as (select {name} as v, count(*) as n from census where {name} is not null"
            f" group by 1) select sum(n), {reads} from given"
        )
        filled += row[0] or 0
        for pattern, count in zip(counts, row[1:], strict=True):
            counts[pattern] += count or 0
    most = max(counts.values())
    best = [pattern for pattern, count in counts.items() if count == most]
    if best[0] == DECLARED or len(best) == 1:
        return DateFormat(best[0], most, filled)
    day_first = _writes_day_first(census)
    first = next((form for form in best if form.startswith("%d") == day_first), best[0])
    return DateFormat(first, most, filled, next(form for form in best if form != first))


def _writes_day_first(census: Census) -> bool:
    """Where numbers have decimal commas, the day comes first."""
    commas = [column.numbers for column in census.columns.values() if column.is_number]
    return any(
        numbers["decimal_comma"] > max(numbers["plain"], numbers["decimal_point"]) for numbers in commas
    )


def middle_year(census: Census, column: str) -> int | None:
    """The year that half of the dates of a column lie before."""
    found = format_of(census, [column])
    pattern = literal(found.pattern if found else DECLARED)
    year = census.value(f"select median(year(day({quoted(column)}, {pattern}))) from census")
    return None if year is None else int(year)


def census_days(
    census: Census, hired: str | None, left: str | None, dated: str | None, pattern: str
) -> list[CensusDay]:
    """Days that the census may have been taken on, the most likely first."""
    found = [
        *_day_of_column(census, dated, pattern),
        *_day_of_month_column(census),
        *_day_of_name(census.path.name),
    ]
    last, event = _last_event(census, hired, left, pattern)
    if last is not None:
        found = [entry for entry in found if last.year <= entry.day.year <= last.year + 1]
        found.append(CensusDay(date(last.year, 12, 31), f"the end of the year of the last {event}, {last}"))
        found.append(
            CensusDay(_month_end(last.year, last.month), f"the end of the month of the last {event}")
        )
    distinct = {candidate.day: candidate for candidate in reversed(found)}
    return [candidate for candidate in found if distinct[candidate.day] is candidate]


def _last_event(census: Census, hired: str | None, left: str | None, pattern: str) -> tuple[date | None, str]:
    """The last hire, or an exit that came after it; a few days far in the future are mistakes or fillers."""
    if hired is None:
        return None, ""
    name = f"day({quoted(hired)}, {literal(pattern)})"
    most, last = census.row(f"select quantile_disc({name}, 0.999), max({name}) from census")
    if most is None:
        return None, ""
    last = last if last.year <= most.year else most
    if left is not None:
        exit_day = f"day({quoted(left)}, {literal(pattern)})"
        until = date(min(last.year + 1, 9999), 12, 31)
        gone = census.value(f"select max({exit_day}) from census where {exit_day} <= date '{until}'")
        if gone is not None and gone > last:
            return gone, "exit"
    return last, "hire"


def hired_after(census: Census, hired: str, pattern: str, day: date) -> int:
    """How many were hired after a day."""
    return int(
        census.value(
            f"select count(*) from census where day({quoted(hired)}, {literal(pattern)}) > date '{day}'"
        )
    )


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _day_of_column(census: Census, column: str | None, pattern: str) -> list[CensusDay]:
    """The last day of a column of dates that says when the rows were taken."""
    if column is None:
        return []
    last = census.value(f"select max(day({quoted(column)}, {literal(pattern)})) from census")
    return [CensusDay(last, f"the last day of the column {column}")] if last else []


def _day_of_month_column(census: Census) -> list[CensusDay]:
    """A year, and perhaps a month, that all rows have."""
    same = {
        column.name.lower(): int(column.low)
        for column in census.columns.values()
        if column.is_whole and column.low == column.high and column.filled == census.row_count
    }
    year, month = same.get("year"), same.get("month")
    if year is None or not 1950 <= year <= 2100:
        return []
    if month is not None and 1 <= month <= 12:
        return [CensusDay(_month_end(year, month), f"all rows have the year {year} and the month {month}")]
    return [CensusDay(date(year, 12, 31), f"all rows have the year {year}")]


def _day_of_name(name: str) -> list[CensusDay]:
    """A year, and perhaps a month, in the name of the file."""
    named = re.finditer(r"(?<!\d)((?:19|20)\d\d)(?:[-_. ]?(0[1-9]|1[0-2])(?:[-_. ]?([0-3]\d))?)?(?!\d)", name)
    found = max(named, key=lambda match: match.start(), default=None)
    if found is None:
        return []
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None
    end = _month_end(year, month or 12)
    exact = date(year, month, day) if month and day and 1 <= day <= end.day else end
    return [CensusDay(exact, f"the name of the file says {found.group(0)}")]
