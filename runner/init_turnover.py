"""The share of people who left within a year, where a census of one day shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from runner.database import literal, quoted
from runner.init_census import Census
from runner.init_flags import Flag


@dataclass(frozen=True)
class Turnover:
    """A rate, how it was counted, and whether it is surely that of a year."""

    rate: float
    why: str
    of_a_year: bool


def turnover_of(
    census: Census, flag: Flag | None, left: str | None, hired: str | None, pattern: str, day: date | None
) -> Turnover | None:
    """The rate by termination dates in the year before the census, else by a flag of leavers; or None."""
    if left is not None and day is not None:
        found = _by_dates(census, left, hired, pattern, day)
        if found is not None:
            return found
    if flag is None or not flag.gone:
        return None
    everybody = flag.gone + flag.here
    why = f"{flag.gone:,} of {everybody:,} rows are of people who have left, by {flag.column}"
    why += "; the name says that it is a year's" if flag.is_of_one_year else ""
    return Turnover(flag.gone / everybody, why, flag.is_of_one_year)


def _by_dates(census: Census, left: str, hired: str | None, pattern: str, day: date) -> Turnover | None:
    """Of those who were there a year before the census, the share that left since."""
    start = f"(date '{day}' - interval 1 year)"
    was_hired = "true" if hired is None else f"day({quoted(hired)}, {literal(pattern)}) <= {start}"
    opening, exits = census.row(
        f"""
        with opening as (
            select day({quoted(left)}, {literal(pattern)}) as left_on from census where {was_hired}
        )
        select count(*), count(*) filter (left_on <= date '{day}')
        from opening where left_on is null or left_on > {start}"""
    )
    if opening < 20 or not exits:
        return None
    why = f"{exits:,} of {opening:,} left in the year to {day} by {left}"
    return Turnover(exits / opening, why, of_a_year=True)
