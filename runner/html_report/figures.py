"""What a figure of the report is made of: charts, a legend, a note, and the data table behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from runner.html_report.facts import Scenario
from runner.html_report.theme import DASHES, SERIES, SHAPES, Shade


@dataclass(frozen=True)
class Chart:
    """One Vega-Lite chart; `alt` says in words what it shows, `heading` what tells it from its neighbours."""

    key: str
    alt: str
    spec: dict[str, Any]
    heading: str = ""


@dataclass(frozen=True)
class LegendEntry:
    """A sample of a mark and its name; `dash` and `shape` make it a line, else it is a box."""

    label: str
    shade: Shade
    dash: str = ""
    shape: str = ""
    opacity: float = 1.0


@dataclass(frozen=True)
class DataTable:
    """Rows of text; the first `headers` columns name the row."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    headers: int = 1
    texts: frozenset[int] = frozenset()  # columns that hold words, not numbers
    note: str = ""


@dataclass(frozen=True)
class Number:
    """A number, what it is, what it has changed by, and the interval around it."""

    label: str
    value: str
    change: str = ""
    interval: str = ""


@dataclass(frozen=True)
class NumbersTable:
    """One row of numbers per scenario."""

    caption: str
    labels: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Number]]]


@dataclass(frozen=True)
class Figure:
    """Charts that answer one question, side by side."""

    key: str
    title: str
    charts: list[Chart]
    table: DataTable
    note: str = ""
    legend: list[LegendEntry] = field(default_factory=list)


def line_legend(scenarios: Sequence[Scenario]) -> list[LegendEntry]:
    """Colour, dash and shape of each scenario; nothing where there is only one line."""
    if len(scenarios) < 2:
        return []
    return [
        LegendEntry(
            entry.name,
            SERIES[entry.place],
            dash=" ".join(map(str, DASHES[entry.place])),
            shape=SHAPES[entry.place],
        )
        for entry in scenarios
    ]
