"""What one look at a census finds: how it writes numbers and dates, the period of its pay, its day, its turnover."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from runner.init.census import Census, read_words
from runner.init.roles import Flag, words_of

PERIODS = {"annual": 1, "monthly": 12, "semimonthly": 24, "biweekly": 26, "weekly": 52, "hourly": 2080}


class Value(NamedTuple):
    """What a parameter or an entry of census_columns shall be, and why. A comment where not `written`."""

    value: Any
    why: str
    sure: bool = True
    written: bool = True
    others: tuple[tuple[Any, str], ...] = ()  # what else could be meant, each with its reason


def find_number_format(census: Census) -> Value:
    """How numbers are written, by what reads most amounts, ages and tenures."""
    found = census.run("numbers")[0]
    best = max(("plain", "decimal_point", "decimal_comma"), key=lambda form: found[form])  # the first of equals
    only_grouped = found["points"] and found["grouped"] == found["points"]
    if best == "plain" and only_grouped and found["decimal_comma"] == found["plain"]:
        example = f"{found['with_point']} could also be less than 1,000"
        return Value("decimal_comma", f"each point stands before three digits, but {example}", sure=False)
    return Value(best, f"such as {found['with_comma']}")


def find_date_format(census: Census) -> Value:
    """The format that reads most dates of people. A year of two digits read as one of four does not count."""
    census.run("dates")
    read = "select coalesce(sum(n) filter (dated(v, $pattern) >= date '1000-01-01'), 0) from dates"
    counts = {pattern: int(census.value(read, pattern=pattern)) for pattern in read_words()["date_formats"]}
    most = max(counts.values())
    best = [pattern for pattern, count in counts.items() if count == most]
    if best[0] == "%Y-%m-%d" or len(best) == 1:
        return Value(best[0], f"reads {most:,} of {census.value('select coalesce(sum(n), 0) from dates'):,} dates")
    # where numbers have decimal commas, the day comes first
    day_first = census.value("select getvariable('number_format')") == "decimal_comma"
    first = next((pattern for pattern in best if pattern.startswith("%d") == day_first), best[0])
    other = next(pattern for pattern in best if pattern != first)
    why = f"AMBIGUOUS, {other} reads every date as well: look which one is right"
    return Value(first, why, sure=False, others=((other, "the other way round"),))


def find_pay_period(census: Census, column: str) -> Value:
    """The period of the pay, from its name, from a column that says it, or from the size of the values."""

    def said_by(text: str) -> str | None:
        periods = read_words()["periods"].items()
        return next((period for period, pattern in periods if re.search(pattern, words_of(text))), None)

    if named := said_by(column):
        return Value(named, f"the name of {column} says so")
    for name in census.names:
        if re.search(read_words()["frequency"], words_of(name)):
            said = {said_by(value) for value in census.columns[name].samples}
            if len(said) == 1 and None not in said:
                return Value(said.pop(), f"{name} says so in every row")
    asked = "select [quantile_cont(current_compensation, 0.05), median(current_compensation)] from typed"
    low, middle = (amount or 0 for amount in census.value(asked))
    if middle >= 12_000:
        return Value("annual", f"half of {column} lie above {middle:,.0f}", sure=low >= 1000)
    why = f"the name of {column} does not say; half of the values lie above {middle:,.0f}"
    return Value("monthly" if middle >= 300 else "hourly", why, sure=False)


def find_census_days(census: Census) -> list[tuple[date, str]]:
    """Days that the census may have been taken on, the most likely first, each with what says so."""
    last = census.run("last_days")[0]
    found = [(last["last_date"], "the last day of the column of dates")] if last["last_date"] else []
    found += [*_find_days_in_columns(census), *_find_days_in_name(Path(census.path.partition("#")[0]).name)]
    if hired := last["last_hire"]:
        event = "hire"
        if last["last_exit"] is not None and last["last_exit"] > hired:
            hired, event = last["last_exit"], "exit"
        found = [(day, why) for day, why in found if hired.year <= day.year <= hired.year + 1]
        found.append((date(hired.year, 12, 31), f"the end of the year of the last {event}, {hired}"))
        found.append((_end_month(hired.year, hired.month), f"the end of the month of the last {event}"))
    days: dict[date, str] = {}
    for day, why in found:
        days.setdefault(day, why)
    return list(days.items())


def _end_month(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _find_days_in_columns(census: Census) -> Iterator[tuple[date, str]]:
    """The end of a year, or of a month, that all rows have."""
    same = {
        column.name.lower(): int(column.low)
        for column in census.columns.values()
        if column.is_whole and column.low == column.high and column.filled == census.row_count
    }
    year, month = same.get("year", 0), same.get("month", 0)
    if 1950 <= year <= 2100 and 1 <= month <= 12:
        yield _end_month(year, month), f"all rows have the year {year} and the month {month}"
    elif 1950 <= year <= 2100:
        yield date(year, 12, 31), f"all rows have the year {year}"


def _find_days_in_name(name: str) -> Iterator[tuple[date, str]]:
    """A year, and perhaps a month and a day, in the name of the file. The last one counts."""
    pattern = r"(?<!\d)((?:19|20)\d\d)(?:[-_. ]?(0[1-9]|1[0-2])(?:[-_. ]?([0-3]\d))?)?(?!\d)"
    for found in list(re.finditer(pattern, name))[-1:]:
        year, month, day = int(found[1]), int(found[2] or 12), int(found[3] or 0)
        end = _end_month(year, month)
        yield end.replace(day=day) if 1 <= day <= end.day else end, f"the name of the file says {found[0]}"


def find_turnover(census: Census, left: str | None, flag: Flag | None, day: date | None) -> Value | None:
    """The share that left in the year before the census, by the column of dates, else by a flag of leavers."""
    exits, people, why, of_one_year = 0, 0, "", True
    if left is not None and day is not None:
        exits, people = census.run("turnover", day=day)[0].values()
        why = f"{exits:,} of {people:,} left in the year to {day} by {left}"
    if (not exits or people < 20) and flag is not None:
        exits, people, of_one_year = flag.gone, flag.gone + flag.here, flag.is_of_one_year
        why = f"{exits:,} of {people:,} rows are of people who have left, by {flag.column}; "
        why += "the name says that it is a year's" if of_one_year else "if that is one year's, set it"
    elif people < 20:
        return None
    return Value(round(exits / people, 4), why, written=of_one_year) if 0 < exits < people else None
