"""How a census writes its numbers, and the period that its pay covers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from runner.database import quoted
from runner.init_census import NUMBER_FORMATS, Census
from runner.init_names import words_of

PERIODS = {"annual": 1, "monthly": 12, "semimonthly": 24, "biweekly": 26, "weekly": 52, "hourly": 2080}
_NAMED = {
    "semimonthly": r"semi ?month|twice",
    "biweekly": r"bi ?week|fortnight",
    "monthly": r"month|monat",
    "weekly": r"week",
    "hourly": r"hour|\bhr\b|\bhrly\b",
    "annual": r"annual|year|annum|\bpa\b",
}
_FREQUENCY = r"(pay|salary|wage|compensation) ?(frequency|period|basis|type|cycle|unit)"


@dataclass(frozen=True)
class Guess:
    """A value with its reason; `sure` where nothing else is likely."""

    value: str
    why: str
    sure: bool = True


def number_format(census: Census, columns: list[str]) -> Guess:
    """How numbers are written, by what reads most of the values of these columns."""
    counts = dict.fromkeys(NUMBER_FORMATS, 0)
    grouped = points = 0
    for column in columns:
        name = quoted(column)
        reads = ", ".join(f"count({form}({name}))" for form in counts)
        *found, with_groups, with_points = census.row(
            f"select {reads}, count(*) filter (regexp_full_match({name}, '[0-9]{{1,3}}([.][0-9]{{3}})+')),"
            f" count(*) filter (contains({name}, '.')) from census"
        )
        for form, count in zip(counts, found, strict=True):
            counts[form] += count
        grouped, points = grouped + with_groups, points + with_points
    best = max(counts, key=lambda form: counts[form])  # the first of equals
    if best == "plain" and points and grouped == points and counts["decimal_comma"] == counts["plain"]:
        example = _example(census, columns, ".")
        why = f"each point stands before three digits, but {example} could also be less than 1,000"
        return Guess("decimal_comma", why, sure=False)
    why = "" if best == "plain" else f"such as {_example(census, columns, ',')}"
    return Guess(best, why)


def _example(census: Census, columns: list[str], sign: str) -> str:
    values = [value for column in columns for value in census.columns[column].samples if sign in value]
    return values[0] if values else ""


def pay_period(census: Census, column: str, low: float, middle: float) -> Guess:
    """The period of the pay, from its name, from a column that says it, or from the size of the values."""
    words = words_of(column)
    for named, pattern in _NAMED.items():
        if re.search(pattern, words):
            return Guess(named, f"the name of {column} says so")
    for name in census.names:
        told = {_period_of(value) for value in census.columns[name].samples}
        if re.search(_FREQUENCY, words_of(name)) and len(told) == 1 and (said := told.pop()):
            return Guess(said, f"{name} says so in every row")
    if middle >= 12_000:
        return Guess("annual", f"half of {column} lie above {middle:,.0f}", sure=low >= 1000)
    period = "monthly" if middle >= 300 else "hourly"
    return Guess(
        period, f"the name of {column} does not say; half of the values lie above {middle:,.0f}", False
    )


def _period_of(value: str) -> str | None:
    words = words_of(value)
    return next((period for period, pattern in _NAMED.items() if re.search(pattern, words)), None)
