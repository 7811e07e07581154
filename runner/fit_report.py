"""The commands `fit` and `backtest`: their results printed and written."""

from __future__ import annotations

import csv
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from runner.backtest import FITTED, Backtest, backtest
from runner.errors import EnvironmentProblem
from runner.file_problems import output_path
from runner.fit import Fit, fit, write_tables
from runner.json_text import document
from runner.settings import read_settings
from runner.tables import print_table

if TYPE_CHECKING:
    from runner.config import SimulationConfig

_QUALITY = {
    "census_year": "year",
    "census_date": "date",
    "headcount": "heads",
    "entries": "en-\ntries",
    "entries_back_after_a_gap": "back\nafter\ngap",
    "entries_hired_before_previous_census": "hired\nbefore\nlast",
    "exits": "exits",
    "likely_rekeyed": "new\nid",
    "seen_once_and_gone": "seen\nonce",
    "titles_renamed": "re-\ntitled",
    "moves_up": "up",
    "moves_down": "down",
}
_RATES = {
    "group": "group",
    "exposure_years": "person-\nyears",
    "events": "events",
    "crude_rate": "crude\nrate",
    "crude_standard_error": "s.e.",
    "credibility": "credi-\nbility",
    "fitted_value": "fitted",
    "standard_error": "s.e.",
}
_PARAMETERS = {"parameter_name": "parameter", "estimate": "estimate", "observations": "n", "basis": "what"}
_MUCH = 0.1  # a spread of yearly growth that no plan of an employer has
_FITTED = {"termination": "rates of levels, multipliers of ages and tenures", "raise": "rates of levels"}
_FITTED["promotion"] = _FITTED["termination"]
_SCORES = {
    "measure": "measure",
    "dimension": "by",
    "cells": "cells",
    "coverage_50": "in\n50 %",
    "coverage_90": "in\n90 %",
    "mean_actual": "actual\n(mean)",
    "mean_error": "error\n(mean)",
    "single_rate_error": "one\nrate's",
    "last_year_repeated_error": "last\nyear's",
    "skill_over_single_rate": "skill\nover one\nrate",
    "skill_over_last_year": "skill\nover last\nyear",
}


def fit_and_print(
    config: SimulationConfig, output: str | None, tables: str | None, as_json: bool, resources: dict[str, Any]
) -> None:
    """Fit, write what is asked for, and print."""
    file = None if output is None else output_path(output)
    folder = None if tables is None else output_path(tables)
    found = fit(config, read_settings(**resources))
    written = _write(found, file, folder)
    if as_json:
        print(document("fit", asdict(found)))
        return
    _print_fit(found)
    for note in _notes(found, config):
        print(f"Note: {note}")
    for file in written:
        print(f"written: {file}")


def backtest_and_print(
    config: SimulationConfig,
    through: int | None,
    cells: str | None,
    as_json: bool,
    resources: dict[str, Any],
) -> None:
    """Backtest, write the cells where asked, and print the scorecard."""
    file = None if cells is None else output_path(cells)
    found = backtest(config, read_settings(**resources), through, quiet=as_json)
    if file is not None:
        _write_csv(file, found.cells)
    if as_json:
        print(document("backtest", asdict(found)))
        return
    _print_fit(found.fit)
    _print_scores(found)
    if file is not None:
        print(f"written: {file}")


def _print_fit(found: Fit) -> None:
    print_table("Censuses", found.quality, list(_QUALITY), _QUALITY)
    rejected = [row for row in found.quality if row["rows_rejected"]]
    if rejected:
        counts = ", ".join(f"{row['rows_rejected']:,} in {row['census_year']}" for row in rejected)
        print(f"rows rejected: {counts}; a run's stg_census_rejects says why\n")
    for decision, what in _FITTED.items():
        rates = [
            {name: _text(name, (row | {"group": _group(row)})[name]) for name in _RATES}
            for row in found.rates
            if row["decision"] == decision
        ]
        if rates:
            print_table(f"Fitted to {decision}s: {what}", rates, list(_RATES), _RATES)
    parameters = [row | {"estimate": _text("estimate", row["estimate"])} for row in found.parameters]
    print_table("Fitted parameters", parameters, list(_PARAMETERS), _PARAMETERS)


def _notes(found: Fit, config: SimulationConfig) -> list[str]:
    """What to know before a run on what was fitted."""
    estimates = {row["parameter_name"]: row["estimate"] or 0 for row in found.parameters}
    spread, notes = estimates["growth_volatility"], []
    if spread > _MUCH:
        notes.append(
            f"growth_volatility {spread:.4f} is large: staff that comes and goes within"
            " a year (seen once), or a file that covers others than before, grows and shrinks without a plan"
        )
    if config.effective()["replications"] == 1:
        notes.append(
            "years differ by these volatilities, and a run of one replication is one course of chance:"
            " set replications, for example to 100"
        )
    return notes


def _group(row: dict[str, Any]) -> str:
    """Level 1, age 25-29 or tenure 30+."""
    if row["dimension"] == "level":
        return f"level {row['level_id']}"
    last = (
        "+"
        if row["to_years"] is None
        else f"-{row['to_years']}"
        if row["to_years"] > row["from_years"]
        else ""
    )
    return f"{row['dimension']} {row['from_years']}{last}"


def _print_scores(found: Backtest) -> None:
    print(
        f"Fitted through {found.fitted_through}, projected {found.projected[0]} to {found.projected[-1]},"
        f" {found.replications} replications"
    )
    scores = [{name: _text(name, row[name]) for name in _SCORES} for row in found.scores]
    print_table(
        "Scorecard (error: mean absolute, of the mean over replications)", scores, list(_SCORES), _SCORES
    )
    counted = [cell for cell in found.cells if cell["scenario_id"] == FITTED]
    for share, low, high in ((50, "p25", "p75"), (90, "p5", "p95")):
        inside = sum(cell[low] <= cell["actual"] <= cell[high] for cell in counted)
        print(f"{share} % bands cover {inside} of {len(counted)} cells ({inside / len(counted):.0%})")


def _text(name: str, value: Any) -> Any:
    """Rates with the digits they need; percentages for coverage and skill."""
    if value is None or isinstance(value, int | str):
        return value
    if name.startswith(("coverage", "skill")):
        return f"{value:.0%}"
    if name in ("exposure_years", "mean_actual") or (name.endswith("_error") and abs(value) >= 1):
        return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.1f}"
    return f"{value:.4f}"


def _write(found: Fit, file: Path | None, folder: Path | None) -> list[Path]:
    written = []
    try:
        if folder is not None:
            written += write_tables(found, folder)
        if file is not None:
            file.write_text(
                "# Made by `python -m runner fit`: the configuration given, with what past censuses say.\n"
                + yaml.safe_dump(found.configuration, sort_keys=False, allow_unicode=True),
                encoding="utf-8",
            )
            written.append(file)
    except OSError as error:
        raise EnvironmentProblem(
            f"{error.filename}: {error.strerror}", hint="choose another --output or --tables"
        ) from error
    return written


def _write_csv(file: Path, rows: list[dict[str, Any]]) -> None:
    try:
        with file.open("w", newline="", encoding="utf-8") as opened:
            writer = csv.DictWriter(opened, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    except OSError as error:
        raise EnvironmentProblem(f"{file}: {error.strerror}", hint="choose another --cells") from error
