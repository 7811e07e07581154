"""Job levels for a census: its own, those of a grade, or bands of pay, and the tables a run needs for them."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from typing import Any

import jinja2

from runner.config.parameters import PROJECT_DIR
from runner.init.census import Census

_BUNDLED = {1, 2, 3, 4, 5}
_ENOUGH = 30  # people hired within two years


@dataclass
class Levels:
    """Where levels come from, in words, and the tables that a run needs for them."""

    source: str | None = None  # level_id, job_title or None: the pay alone
    why: str = ""
    tables: dict[str, str] = field(default_factory=dict)  # assumption table -> CSV text
    correlation: float | None = None  # of level and pay


def find_levels(census: Census, level: str | None, by_title: bool) -> Levels:
    """Levels for the people in the table `people`. `by_title` says that a run derives them from titles."""
    correlation = None
    is_number = level is not None and census.columns[level].is_whole
    if is_number:
        correlation = census.value("select corr(level_id, pay) from people")
    if is_number and (correlation is None or correlation >= -0.3):
        census.run("own_levels")
        inside = "coalesce(avg(cast(pay between 0.9 * min_salary and 1.1 * max_salary as integer)), 0)"
        fit = census.value(f"select {inside} from people join seed_job_levels using (level_id) where pay > 0")
        ids = {row["level_id"] for row in census.rows("from levels")}
        if not ids or (ids <= _BUNDLED and fit >= 0.8):
            return Levels("level_id", "the bundled job_levels fit", correlation=correlation)
        source, why = "level_id", f"each level of {level} from the 5th to the 95th percentile of its pay"
    elif level is not None:
        census.run("grades")
        falls = "falls as the number rises, so that the levels follow the pay of each"
        why = f"{level} {falls if is_number else 'is a name, so that the levels follow the median pay of each'}"
        source, correlation = "job_title", None
    else:
        census.run("bands")
        source, why = None, "bands of pay: the lowest 35 % of people, then 30, 20, 10 and the highest 5 %"
        why += "; all of a title are in that of its median pay" if by_title else ""
    return _add_tables(census, Levels(source, f"job_levels: {why}", correlation=correlation))


def _add_tables(census: Census, levels: Levels) -> Levels:
    rows = census.rows("from levels order by level_id")
    if not rows:
        return levels
    census.run("placed", own=levels.source == "level_id")
    people = [row.pop("people") for row in rows]
    for row, count in zip(rows, people, strict=True):
        band = f"{row['min_salary']:,.0f} to {row['max_salary']:,.0f} a year ({count:,} people)"
        levels.why += f"\n{row['level_id']} {row['level_name']}: {band}"
    levels.tables["job_levels"] = _write_csv(rows)
    is_spread = not {row["level_id"] for row in rows} <= _BUNDLED
    if is_spread:
        levels.why += f"\nhazards, raises: the bundled ones, spread over these {len(rows)} levels"
        for table in ("hazards", "raises", "hire_profiles"):
            levels.tables[table] = _write_csv(census.run(f"spread_{table}"))
    census.run("hires")
    if census.value("select count(*) from hires") >= _ENOUGH:
        # the rule of the fit, from the same file
        rule = (PROJECT_DIR / "macros" / "fit" / "hire_profile_ranges.sql").read_text(encoding="utf-8")
        macros: Any = jinja2.Environment(autoescape=False).from_string(rule).module
        census.rows(f"create table hire_ranges as {macros.hire_profile_ranges('hires')}")
        levels.tables["hire_profiles"] = _write_csv(census.run("hire_profiles"))
        levels.why += "\nhire_profiles: levels, ages and pay of those hired within two years"
    elif is_spread:
        levels.why += "\nhire_profiles: the bundled ones, spread over these levels"
    return levels


def _write_csv(rows: list[dict[str, Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(rows[0])
    for row in rows:  # numbers without the zeros that they do not need
        writer.writerow(cell if isinstance(cell, int | str | None) else f"{float(cell):.12g}" for cell in row.values())
    return text.getvalue()
