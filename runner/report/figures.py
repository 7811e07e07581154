"""What a section of the report is made of, and how values are written in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from runner.show import column_formats, number

Row = dict[str, Any]

_LABELS = {
    "scenario_id": "Scenario",
    "simulation_year": "Year",
    "level_name": "Level",
    "terminations": "Turnover",
    "new_hire_terminations": "Left in year of hire",
    "variance_to_target": "Off target",
    "promotions_in": "Promoted in",
    "promotions_out": "Promoted out",
    "avg_compensation": "Average pay",
    "avg_age": "Age",
    "avg_tenure": "Tenure",
    "avg_pay_growth": "Growth a year since the opening",
    "payroll_growth": "Change",
    "mean_difference": "Difference",
    "missing_share": "Share",
    "row_count": "Rows",
    **{"p5": "5 %", "p25": "25 %", "p50": "Median", "p75": "75 %", "p95": "95 %", "low": "5 %", "high": "95 %"},
}
_NAMES_A_ROW = ("scenario_id", "simulation_year", "year", "level_name", "band", "what", "reason", "column")
_CHANGES = ("variance_to_target", "mean_difference", "payroll_growth", "avg_pay_growth")


@dataclass(frozen=True)
class Table:
    """Columns of the rows that SQL gave. Those without any value are left out.

    `kind` is that of show.number for columns which have none in the YAML. `exact` keeps every digit.
    """

    caption: str
    columns: Sequence[str]
    rows: Sequence[Mapping[str, Any]]
    note: str = ""
    kind: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    exact: bool = False

    @property
    def shown(self) -> list[str]:
        return [name for name in self.columns if name in _NAMES_A_ROW or any(row[name] is not None for row in self.rows)]

    def label(self, column: str) -> str:
        return self.labels.get(column) or _LABELS.get(column) or column.replace("_", " ").capitalize()

    def is_heading(self, column: str) -> bool:
        return column in _NAMES_A_ROW and not self.exact

    def is_words(self, column: str) -> bool:
        return column in _NAMES_A_ROW or any(isinstance(row[column], str) for row in self.rows)

    def write(self, row: Mapping[str, Any], column: str) -> str:
        if self.exact:
            return number(row[column], "money" if column.endswith("_salary") else None)
        kind = "share" if column.endswith(("_growth", "_share")) else column_formats().get(column, self.kind)
        return write(row[column], kind, column in _CHANGES or self.labels.get(column, "").startswith("90 %"))


@dataclass(frozen=True)
class Number:
    label: str
    value: str
    change: str = ""
    interval: str = ""


@dataclass(frozen=True)
class NumbersTable:
    caption: str
    labels: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Number]]]


@dataclass(frozen=True)
class Figure:
    """A chart that answers one question, with the table behind it. `alt` says in words what it shows."""

    key: str
    title: str
    alt: str
    chart: dict[str, Any]
    table: Table
    note: str = ""


@dataclass(frozen=True)
class Section:
    """A heading, numbers, figures (`side_by_side` where there is room) and tables."""

    key: str
    title: str
    figures: Sequence[Figure] = ()
    tables: Sequence[Table] = ()
    intro: str = ""
    numbers: NumbersTable | None = None
    side_by_side: bool = False


def write(value: Any, kind: str | None = None, is_change: bool = False) -> str:
    """A value for people. A change has its sign, and what rounds to nothing has none."""
    text = number(value, kind, short=True)
    if isinstance(value, str) or value is None:
        return text
    if not re.search("[1-9]", text):
        return text.lstrip("-")
    return f"+{text}" if is_change and value > 0 else text


def write_range(low: Any, high: Any, kind: str | None = None, is_change: bool = False) -> str:
    """`low to high`, or nothing where there is no range, or one without width."""
    return "" if low is None or low == high else f"{write(low, kind, is_change)} to {write(high, kind, is_change)}"


def count(amount: int, noun: str) -> str:
    return f"{number(amount)} {noun}{'' if amount == 1 else 's'}"


def join_words(parts: Sequence[str], last: str = "and") -> str:
    return f" {last} ".join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part)
