"""What the report says, read by `queries/*.sql`: every row is aggregated there already."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from runner.config.parameters import did_you_mean, json_value
from runner.errors import InputError
from runner.read import Results, read_sql
from runner.report.charts import DRAWN
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


LISTED = 50  # scenarios in a table
_QUERIES = Path(__file__).parent / "queries"


class Facts:
    """The rows of each query. `scenarios` are those to draw, else the first ones of the plan."""

    def __init__(self, results: Results, scenarios: Sequence[str] = ()) -> None:
        self.rows = {file.stem: results.rows(read_sql(file)) for file in sorted(_QUERIES.glob("*.sql"))}
        self.runs = len(results.runs())
        self.scenarios = self.rows["scenarios"]  # in the order of the plan: others are compared with the first
        if not self.rows["bridge"] or not self.scenarios:
            raise InputError("The headcount bridge is empty, so there is nothing to report.", "Run `planwise run` first.")
        self.names: list[str] = [row["scenario_id"] for row in self.scenarios]
        self.replications: int = max(row["replications"] for row in self.scenarios)
        self.drawn = self._choose(scenarios)
        if self.replications == 1:  # then means of people are whole numbers
            for row in (row for rows in self.rows.values() for row in rows):
                row |= {name: int(value) for name, value in row.items() if isinstance(value, float) and value % 1 == 0}

    def _choose(self, scenarios: Sequence[str]) -> list[str]:
        drawn = list(dict.fromkeys(scenarios)) or self.names[:DRAWN]
        if unknown := [name for name in drawn if name not in self.names]:
            problems = [f"`--scenario`: the run has no {json_value(name)}.{did_you_mean(name, self.names)}" for name in unknown]
            known = ", ".join(map(json_value, self.names[:LISTED]))
            raise InputError("\n".join(problems), f"Its scenarios are {known}.")
        if len(drawn) > DRAWN:
            raise InputError(
                f"`--scenario`: got {len(drawn)}. Must be at most {DRAWN}, which a chart can tell apart.",
                "The tables list all scenarios in any case.",
            )
        return drawn

    @property
    def run(self) -> Row:
        """The run that made the tables, the last one that was completed. Empty where none is recorded."""
        ended = [row for row in self.rows["run"] if row.get("status") not in ("failed", "interrupted")]
        return ended[-1] if ended else {}

    def of(self, query: str, *names: str, **match: Any) -> list[Row]:
        """The rows of a query for these scenarios, in their order, whose columns have these values."""
        found = self._by_scenario[query]
        return [row for name in names for row in found.get(name, []) if match.items() <= row.items()]

    @cached_property
    def _by_scenario(self) -> dict[str, dict[str, list[Row]]]:
        rows: dict[str, dict[str, list[Row]]] = {query: {} for query in self.rows}
        for query, found in self.rows.items():
            for row in found:
                rows[query].setdefault(row.get("scenario_id", ""), []).append(row)
        return rows
