"""What one look at a census finds: its dates, the period of its pay, its day, its turnover and its job levels."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from runner.init.census import Census, read_words, render_macro
from runner.init.roles import words_of
from runner.show import to_csv

PERIODS = {"annual": 1, "monthly": 12, "semimonthly": 24, "biweekly": 26, "weekly": 52, "hourly": 2080}
_BUNDLED = {1, 2, 3, 4, 5}
_ENOUGH = 30  # people hired within two years


class Value(NamedTuple):
    """What a parameter or an entry of census_columns shall be, and why. A comment where not `written`."""

    value: Any
    why: str
    sure: bool = True
    written: bool = True
    others: tuple[tuple[Any, str], ...] = ()  # what else could be meant, each with its reason


class Levels(NamedTuple):
    """Where levels come from, in words, and the tables that a run needs for them."""

    source: str | None = None  # level_id, job_title or None: the pay alone
    why: str = ""
    tables: Mapping[str, str] = {}  # assumption table -> CSV text
    correlation: float | None = None  # of level and pay


def find_date_formats(census: Census, day_first: bool) -> tuple[Value, dict[str, str]]:
    """The format that reads most dates, and those of columns that another reads better. 1900 is the first year that counts."""
    census.run("dates")
    formats = read_words()["date_formats"]
    sql = "select role, sum(if(born(dated(v, $pattern)) >= date '1900-01-01', n, 0)) as n from dates group by role"
    counts = {pattern: {row["role"]: int(row["n"]) for row in census.rows(sql, pattern=pattern)} for pattern in formats}
    totals = {pattern: sum(by_role.values()) for pattern, by_role in counts.items()}
    most = max(totals.values())
    best = [pattern for pattern in formats if totals[pattern] == most]
    if best[0] == "%Y-%m-%d" or len(best) == 1:
        why = f"reads {most:,} of {census.value('select coalesce(sum(n), 0) from dates'):,} dates"
        found = Value(best[0], why)
    else:
        first = next((pattern for pattern in best if pattern.startswith("%d") == day_first), best[0])
        other = next(pattern for pattern in best if pattern != first)
        why = f"AMBIGUOUS, {other} reads every date as well: look which one is right"
        found = Value(first, why, sure=False, others=((other, "the other way round"),))
    own = {role: max(formats, key=lambda pattern: counts[pattern].get(role, 0)) for role in counts[found.value]}
    return found, {role: form for role, form in own.items() if counts[form][role] > counts[found.value][role]}


def find_pay_period(census: Census, column: str) -> Value:
    periods = read_words()["periods"].items()
    if named := next((period for period, pattern in periods if re.search(pattern, words_of(column))), None):
        return Value(named, f"the name of {column} says so")
    asked = "select [quantile_cont(current_compensation, 0.05), median(current_compensation)] from typed"
    low, middle = (amount or 0 for amount in census.value(asked))
    if middle >= 12_000:
        return Value("annual", f"half of {column} lie above {middle:,.0f}", sure=low >= 1000)
    why = f"the name of {column} does not say; half of the values lie above {middle:,.0f}"
    return Value("monthly" if middle >= 300 else "hourly", why, sure=False)


def find_census_days(census: Census) -> list[dict[str, Any]]:
    same = {
        column.name.lower(): int(column.low)
        for column in census.columns.values()
        if column.is_whole and column.is_filled and column.low == column.high
    }
    year, month = same.get("year", 0), same.get("month", 0)
    # a year, and perhaps a month and a day, in the name of the file. The last one counts
    pattern = r"(?<!\d)((?:19|20)\d\d)(?:[-_. ]?(0[1-9]|1[0-2])(?:[-_. ]?([0-3]\d))?)?(?!\d)"
    *_, named = [None, *re.finditer(pattern, Path(census.path.partition("#")[0]).name)]
    return census.run(
        "days",
        same_year=year if 1950 <= year <= 2100 else None,
        same_month=month if 1 <= month <= 12 else None,
        name=named and named[0],
        named_day=named and list(named.groups()),
    )


def find_levels(census: Census, level: str | None, by_title: bool) -> Levels:
    """Levels for the people in the table `people`. `by_title` says that a run derives them from titles."""
    is_number = level is not None and census.columns[level].is_whole
    correlation = census.value("select corr(level_id, pay) from people") if is_number else None
    if is_number and (correlation is None or correlation >= -0.3):
        census.run("own_levels")
        inside = "coalesce(avg(cast(pay between 0.9 * min_salary and 1.1 * max_salary as integer)), 0)"
        fit = census.value(f"select {inside} from people join seed_job_levels using (level_id) where pay > 0")
        ids = {row["level_id"] for row in census.rows("from levels")}
        if not ids or (ids <= _BUNDLED and fit >= 0.8):
            return Levels("level_id", correlation=correlation)
        why = f"each level of {level} from the 5th to the 95th percentile of its pay"
        return _write_tables(census, Levels("level_id", why, correlation=correlation))
    if level is not None:
        census.run("grades")
        falls = "falls as the number rises, so that the levels follow the pay of each"
        why = f"{level} {falls if is_number else 'is a name, so that the levels follow the median pay of each'}"
        return _write_tables(census, Levels("job_title", why))
    census.run("bands")
    titles = "; all of a title are in that of its median pay" if by_title else ""
    return _write_tables(
        census, Levels(None, f"bands of pay: the lowest 35 % of people, then 30, 20, 10 and the highest 5 %{titles}")
    )


def _write_tables(census: Census, levels: Levels) -> Levels:
    census.run("placed", own=levels.source == "level_id")
    rows = census.rows("select * exclude (people) from levels order by level_id")
    told = [f"job_levels: {levels.why}", *(row["told"] for row in census.run("told"))]
    tables = {"job_levels": rows}
    is_spread = not {row["level_id"] for row in rows} <= _BUNDLED
    if is_spread:
        told.append(f"hazards, raises: the bundled ones, spread over these {len(rows)} levels")
        tables |= {table: census.run(f"spread_{table}") for table in ("hazards", "raises", "hire_profiles")}
    census.run("hires")
    if census.value("select count(*) from hires") >= _ENOUGH:
        census.rows(f"create table hire_ranges as {render_macro('fit/hire_profile_ranges', 'hires')}")
        tables["hire_profiles"] = census.run("hire_profiles")
        told.append("hire_profiles: levels, ages and pay of those hired within two years")
    elif is_spread:
        told.append("hire_profiles: the bundled ones, spread over these levels")
    texts = {name: to_csv(map(_shorten, table)) for name, table in tables.items() if table}
    return levels._replace(why="\n".join(told), tables=texts)


def _shorten(row: dict[str, Any]) -> dict[str, Any]:
    return {name: cell if isinstance(cell, int | str | None) else f"{float(cell):.12g}" for name, cell in row.items()}
