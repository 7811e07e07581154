"""The answer of an analysis for people: a table for each scenario, without columns that say nothing."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from runner.tables import print_table, shown

if TYPE_CHECKING:
    from runner.result_set import ResultSet

_SCENARIO, _REFERENCE = "scenario_id", "reference_scenario_id"
_TITLED_IF_CONSTANT = {"simulation_year": "{}", "replications": "replications: {}"}
_YEAR = "simulation_year"
_IN_THOUSANDS_FROM = 10_000_000
_WITHOUT_DECIMALS_FROM = 1000


@dataclass(frozen=True)
class Table:
    """One scenario: a title, headings by column, and rows of text."""

    scenario: str
    title: str
    headings: dict[str, str]
    rows: list[dict[str, str]]
    numbers: set[str]


def print_answer(found: ResultSet, descriptions: Mapping[str, str]) -> None:
    """A table for each scenario."""
    for table in answer_tables(found, descriptions):
        print_table(table.title, table.rows, list(table.headings), table.headings, table.numbers)


def answer_tables(found: ResultSet, descriptions: Mapping[str, str]) -> Iterator[Table]:
    """The rows by scenario. Shares, which their descriptions name as such, are percentages."""
    kinds = {name: {type(row[name]) for row in found.rows} - {type(None)} for name in found.columns}
    numbers = {name for name in kinds if kinds[name] & {int, float}}
    money = {name for name in numbers if int in kinds[name]} - _TITLED_IF_CONSTANT.keys()
    largest = max((abs(row[name] or 0) for row in found.rows for name in money), default=0)
    divided = money if largest >= _IN_THOUSANDS_FROM else set()
    shares = {name for name in numbers - money if "share" in descriptions[name].lower()}
    for scenario, group in groupby(found.rows, key=lambda row: row[_SCENARIO]):
        rows = list(group)
        titled = {
            name: text.format(rows[0][name])
            for name, text in _TITLED_IF_CONSTANT.items()
            if name in found.columns and len({row[name] for row in rows}) == 1
        }
        title = str(scenario)
        if rows[0].get(_REFERENCE, scenario) != scenario:
            title = f"{scenario} against {rows[0][_REFERENCE]}"
        left_out = {_SCENARIO, _REFERENCE} | titled.keys()
        names = [name for name in found.columns if name not in left_out and not _is_said(name, found.columns)]
        cells = [
            {name: _text(name, row[name], name in shares, name in divided) for name in names} for row in rows
        ]
        headings = {name: _heading(name, [cell[name] for cell in cells], name in divided) for name in names}
        yield Table(str(scenario), ", ".join([title, *titled.values()]), headings, cells, numbers)


def _is_said(name: str, columns: list[str]) -> bool:
    """Whether a column only orders the rows, or numbers what another one names."""
    return name.endswith("_order") or (name.endswith("_id") and name.replace("_id", "_name") in columns)


def _heading(name: str, cells: list[str], in_thousands: bool) -> str:
    """The words of the name, in as many lines as keep the column narrow."""
    words = (["year"] if name == _YEAR else name.split("_")) + ["(k)"] * in_thousands
    return textwrap.fill(" ".join(words), max(len(text) for text in [*words, *cells]))


def _text(name: str, value: Any, is_share: bool, in_thousands: bool) -> str:
    if value is None or isinstance(value, str):
        return shown(name, value)
    if is_share:
        return f"{value:.1%}"
    if in_thousands:
        return f"{value / 1000:,.0f}"
    if isinstance(value, float) and abs(value) >= _WITHOUT_DECIMALS_FROM:
        return f"{value:,.0f}"
    return shown(name, value)
