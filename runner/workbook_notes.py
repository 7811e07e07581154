"""The sheets of a workbook that say what it is: Notes in front, Columns at the end."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from runner.declarations import declared_parameters
from runner.program import version_text

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from runner.export_choice import Part
    from runner.reading import Results
    from runner.workbook_cells import Styles

_WIDTHS = (30, 30, 26, 90)
_COLUMN_WIDTHS = (30, 32, 16, 100)
_LINE = 15  # height of a line of text, in points


@dataclass(frozen=True)
class Notes:
    """Where the tables are from: facts about the run, and the value of each parameter by scenario."""

    title: str
    facts: Mapping[str, str]
    scenarios: Sequence[str] = ()
    settings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def read_notes(results: Results, filters: Mapping[str, str]) -> Notes:
    """What the tables themselves say of the run; what they do not have is left out."""
    tables = results.tables()
    run = _last_run(results) if "run_history" in tables else {}
    settings = _settings(results) if "simulation_config" in tables else {}
    scenarios = _scenarios(settings)
    facts = {
        "Run": str(run.get("run_id") or ""),
        "Made (UTC)": _moment(run.get("started_at")),
        "From": results.name,
        "Exported (UTC)": _moment(datetime.now(UTC)),
        "Scenarios": ", ".join(scenarios),
        "Random seed": _of_all(settings.get("random_seed", {})),
        "Replications": _of_all(settings.get("replications", {})),
        "Configuration hash": str(run.get("configuration_hash") or ""),
        "Census hash": str(run.get("census_hash") or ""),
        "Code version": str(run.get("code_version") or ""),
        "Versions of the run": _versions(run.get("package_versions")),
        "Exported with": version_text(),
        **filters,
    }
    title = "Workforce projection" + (f": {', '.join(scenarios)}" if len(scenarios) < 5 else "")
    return Notes(
        title.rstrip(": "), {name: text for name, text in facts.items() if text}, scenarios, settings
    )


def write_notes(
    sheet: Worksheet, styles: Styles, notes: Notes, parts: Sequence[Part], names: Mapping[str, str]
) -> None:
    """Facts, a list of the sheets with links, and the configuration."""
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, notes.title, styles.title)
    row = 1
    for name, text in notes.facts.items():
        row += 1
        sheet.write_string(row, 0, name, styles.bold)
        sheet.write_string(row, 1, text)
    row = _section(sheet, styles, row + 2, "Sheets", "rows", "", "what one row is, and what it answers")
    for part in parts:
        row += 1
        _fit_height(sheet, row, _WIDTHS, ("", "", "", part.descriptions.table or ""))
        sheet.write_url(row, 0, f"internal:'{names[part.table]}'!A1", styles.link, part.table)
        sheet.write_number(row, 1, part.rows, styles.top)
        sheet.write_string(row, 3, part.descriptions.table or "", styles.text)
    sheet.write_url(row + 1, 0, "internal:'Columns'!A1", styles.link, "Columns")
    sheet.write_string(row + 1, 3, "What each column is, with its unit.", styles.text)
    if notes.settings:
        _write_configuration(sheet, styles, row + 3, notes)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def write_columns(sheet: Worksheet, styles: Styles, parts: Sequence[Part]) -> None:
    """A row for each column of each table."""
    for number, heading in enumerate(("table", "column", "type", "what it is")):
        sheet.set_column(number, number, _COLUMN_WIDTHS[number])
        sheet.write_string(0, number, heading, styles.heading)
    row = 0
    for part in parts:
        for name, kind in part.types.items():
            row += 1
            texts = (part.table, name, kind, part.descriptions.columns.get(name, ""))
            _fit_height(sheet, row, _COLUMN_WIDTHS, texts)
            for number, text in enumerate(texts):
                sheet.write_string(row, number, text, styles.text)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, row, 3)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _section(sheet: Worksheet, styles: Styles, row: int, *headings: str) -> int:
    for column, heading in enumerate(headings):
        sheet.write_string(row, column, heading, styles.section)
    return row


def _fit_height(sheet: Worksheet, row: int, widths: Sequence[int], texts: Sequence[str]) -> None:
    """Room for the longest of the texts; not every program finds that out by itself."""
    lines = max(len(wrap(text, round(1.1 * width))) for text, width in zip(texts, widths, strict=True))
    if lines > 1:
        sheet.set_row(row, lines * _LINE)


def _write_configuration(sheet: Worksheet, styles: Styles, row: int, notes: Notes) -> None:
    """The parameters as the first scenario has them, then those in which others differ."""
    first, *others = notes.scenarios
    heading = f"Configuration of {first}" if others else "Configuration"
    row = _section(sheet, styles, row, heading, "value", "unit", "meaning")
    declared = declared_parameters()
    lines = [(name, values.get(first, ""), name) for name, values in notes.settings.items()]
    differing = [
        (f"{scenario}: {name}", values.get(scenario, ""), name)
        for scenario in others
        for name, values in notes.settings.items()
        if values.get(scenario) != values.get(first)
    ]
    for group in (lines, differing):
        if group is differing and group:
            row = _section(sheet, styles, row + 2, "Other scenarios differ in", "value", "unit", "meaning")
        for label, text, name in group:
            row += 1
            unit, meaning = (
                (declared[name].unit, declared[name].description) if name in declared else ("", "")
            )
            texts = (label, text, "" if unit == "none" else unit, meaning)
            _fit_height(sheet, row, _WIDTHS, texts)
            for column, cell in enumerate(texts):
                sheet.write_string(row, column, cell, styles.text if column else styles.bold)


def _last_run(results: Results) -> dict[str, Any]:
    rows = results.query("select * from run_history order by started_at desc", limit=1).rows
    return rows[0] if rows else {}


def _settings(results: Results) -> dict[str, dict[str, str]]:
    """Parameter -> scenario -> value, in the order of the declarations."""
    rows = results.query("select * from simulation_config").rows
    found: dict[str, dict[str, str]] = {name: {} for name in declared_parameters()}
    for row in rows:
        of_name = found.setdefault(row["parameter_name"], {})
        of_name[row["scenario_id"]] = "null" if row["parameter_value"] is None else row["parameter_value"]
    return {name: values for name, values in found.items() if values}


def _scenarios(settings: Mapping[str, Mapping[str, str]]) -> list[str]:
    """In the order of the parameter `scenarios`, of which the first is what others are compared with."""
    there = list(dict.fromkeys(scenario for values in settings.values() for scenario in values))
    declared = next(iter(settings.get("scenarios", {}).values()), "{}")
    order = [scenario for scenario in json.loads(declared) if scenario in there]
    return order + [scenario for scenario in there if scenario not in order]


def _of_all(values: Mapping[str, str]) -> str:
    """The value that all scenarios share, or each one's."""
    if len(set(values.values())) <= 1:
        return next(iter(values.values()), "")
    return ", ".join(f"{scenario}: {value}" for scenario, value in values.items())


def _moment(value: Any) -> str:
    return f"{value:%Y-%m-%d %H:%M:%S}" if isinstance(value, datetime) else ""


def _versions(text: str | None) -> str:
    return ", ".join(f"{name} {version}" for name, version in json.loads(text).items()) if text else ""
