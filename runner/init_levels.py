"""Job levels for a census: its own, those of a grade, or bands of pay; and the tables a run needs."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from typing import Any

from runner.database import literal, quoted
from runner.init_census import Census
from runner.init_hires import COLUMNS, recent_hires, standing
from runner.init_level_sql import (
    BANDS,
    BEYOND,
    GRADES,
    HAZARDS,
    LEVEL_PAY,
    MACROS,
    NAMES,
    OWN_LEVELS,
    PROFILES,
    PROMOTIONS,
    RAISES,
)
from runner.project import PROJECT_DIR

BUNDLED = {1, 2, 3, 4, 5}


@dataclass(frozen=True)
class Levels:
    """Where levels come from, what is said about it, and the tables that a run needs for them."""

    source: str | None  # level_id, job_title or None: the pay alone
    why: str
    tables: dict[str, str] = field(default_factory=dict)  # assumption table -> CSV text
    rows: list[dict[str, Any]] = field(default_factory=list)
    rises: float | None = None  # correlation of level and pay
    by: str = "level_pay"  # what gives a person the level: level_id or level_pay

    @property
    def told(self) -> str:
        """The levels with their bands and what else is proposed for them, one a line."""
        bands = [
            f"{row['level_id']} {row['level_name']}: {row['min_salary']:,.0f} to {row['max_salary']:,.0f}"
            f" a year ({row['people']:,} people)"
            for row in self.rows
        ]
        lines = [f"job_levels: {self.why}", *bands]
        if "hazards" in self.tables:
            lines.append(f"hazards, raises: the bundled ones, spread over these {len(self.rows)} levels")
        if "hire_profiles" in self.tables:
            lines.append(
                "hire_profiles: levels, ages and pay of those hired within two years"
                if self.has_recent_hires
                else "hire_profiles: the bundled ones, spread over these levels"
            )
        return "\n".join(lines)

    @property
    def has_recent_hires(self) -> bool:
        """Whether the profiles of hires are of people, not the bundled ones."""
        profiles = self.tables.get("hire_profiles", "").splitlines()
        return any(line.split(",")[3] for line in profiles[1:])


def levels_of(
    census: Census, people: str, level: str | None, title: str | None, number: str, by_title: bool
) -> Levels:
    """Levels for a census; `number` reads one, `by_title` says that a run derives them from titles.

    `people` is the SQL of `pay` (annual), `tenure_years` and `age_years` of its rows, from their source on.
    """
    level_sql = "null" if level is None else f"try_cast({number}({quoted(level)}) as integer)"
    grade_sql, title_sql = (
        "cast(null as varchar)" if name is None else quoted(name)
        for name in (title if by_title else level, title)
    )
    census.connection.execute(MACROS)
    census.connection.execute(
        f"create or replace table people as with read as (select cast({level_sql} as integer) as level_id,"
        f" {grade_sql} as grade, {title_sql} as title, {people}) {LEVEL_PAY}"
    )
    if level is not None and census.columns[level].is_whole:
        rising = census.value("select corr(level_id, pay) from people")
        if rising is None or not rising < -0.3:
            return _own(census, level, rising)
        return _graded(census, level, "falls as the number rises, so that the levels follow the pay of each")
    if level is not None:
        return _graded(census, level, "is a name, so that the levels follow the median pay of each")
    return _banded(census, by_title)


def promotion_raise(census: Census, levels: Levels, raise_rate: float) -> float | None:
    """What a promotion of everybody below the top would add to their pay, as a share; None without levels."""
    filled = PROMOTIONS.format(
        ids=[row["level_id"] for row in levels.rows],
        lows=[row["min_salary"] for row in levels.rows],
        raise_rate=raise_rate,
        joined=standing(levels.rows, levels.by),
    )
    found = census.value(filled) if len(levels.rows) > 1 else None
    return None if found is None else float(found)


def _own(census: Census, level: str, rises: float | None) -> Levels:
    found = census.rows(OWN_LEVELS)
    ids = [row[0] for row in found]
    fits = census.value(
        "select avg(cast(pay between 0.9 * min_salary and 1.1 * max_salary as integer)) from people"
        f" join read_csv({_seed('job_levels')}, header = true) using (level_id) where pay > 0"
    )
    covered = set(ids) <= BUNDLED
    if not found or (covered and fits is not None and fits >= 0.8):
        return Levels("level_id", "the bundled job_levels fit", rises=rises)
    names = _names(census, ids)
    rows = [
        {"level_id": n, "level_name": names[n], "min_salary": low, "max_salary": high, "people": people}
        for n, low, high, people in found
    ]
    why = f"each level of {level} from the 5th to the 95th percentile of its pay"
    return Levels("level_id", why, _tables(census, rows, "level_id"), rows, rises, "level_id")


def _graded(census: Census, level: str, reason: str) -> Levels:
    rows = [
        {"level_id": n, "level_name": name, "min_salary": low, "max_salary": high, "people": people}
        for n, name, low, high, people in census.rows(GRADES)
    ]
    return Levels("job_title", f"{level} {reason}", _tables(census, rows, "level_pay"), rows)


def _banded(census: Census, by_title: bool) -> Levels:
    rows = [
        {"level_id": n, "level_name": f"Band {n}", "min_salary": low, "max_salary": high, "people": people}
        for n, low, high, people in census.rows(BANDS)
    ]
    why = "bands of pay: the lowest 35 % of people, then 30, 20, 10 and the highest 5 %"
    why += "; all of a title are in that of its median pay" if by_title else ""
    return Levels(None, why, _tables(census, rows, "level_pay"), rows)


def _names(census: Census, ids: list[int]) -> dict[int, str]:
    """The title that at least half of a level has, where that names every level and each differently."""
    found = census.rows(NAMES)
    own = dict(found)
    if len(set(own.values())) == len(ids):
        return own
    return {level: f"Level {level}" for level in ids}


def _tables(census: Census, rows: list[dict[str, Any]], by: str) -> dict[str, str]:
    """The CSV texts of the tables that differ from the bundled ones."""
    if not rows:
        return {}
    columns = ["level_id", "level_name", "min_salary", "max_salary"]
    tables = {"job_levels": _csv(columns, [[row[name] for name in columns] for row in rows])}
    ids = [row["level_id"] for row in rows]
    if not set(ids) <= BUNDLED:
        for table, sql in (("hazards", HAZARDS), ("raises", RAISES), ("hire_profiles", PROFILES)):
            filled = (BEYOND + sql).format(levels=ids, **{table: _seed(table)})
            found = census.connection.execute(filled)
            tables[table] = _csv([name for name, *_ in found.description], found.fetchall())
    hires = recent_hires(census, rows, by)
    return tables | ({"hire_profiles": _csv(COLUMNS, hires)} if hires else {})


def _seed(table: str) -> str:
    return literal(str(PROJECT_DIR / "seeds" / f"default_{table}.csv"))


def _csv(columns: list[str], rows: list[Any]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_short(value) for value in row] for row in rows)
    return text.getvalue()


def _short(value: Any) -> Any:
    """A number without the zeros that it does not need."""
    return f"{value:.12g}" if isinstance(value, float) else value
