"""`compare`, `fan` and `ask`: what scenarios differ by, how far replications spread, and the questions of analysts."""

import math
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from runner.config.parameters import problem
from runner.errors import InputError
from runner.options import MEASURES, Command, choice_options, json_option, settings_of, settings_options
from runner.read import Results, read_sql
from runner.scenarios.ask import IN_THOUSANDS_FROM, ask
from runner.show import document, number, print_note, print_table

Row = dict[str, Any]

_COMPARED = {"reference_mean": "reference", "scenario_mean": "scenario", "mean_difference": "differ-\nence"} | {
    "interval": "90 % interval",
    "unpaired_interval": "unpaired\nwould be",
}
_FAN = {name: name for name in ("mean", "sd", "p5", "p25", "p50", "p75", "p95")} | {"standard_error": "error\nof mean"}


@click.command(cls=Command)
@choice_options
@settings_options
@json_option
def compare(as_json: bool, **options: Any) -> None:
    """Compare each scenario with the first one, with 90 % intervals.

    Scenarios share their luck, so the command takes the difference within each replication. The last column is
    the interval without that. Payroll and average pay are in currency units, (k) is thousands.

    \b
    Example:
      planwise run --config scenarios/all.yml
      planwise compare --measure payroll --level Senior
    """
    _show("compare", "comparison", _COMPARED, as_json, options)


@click.command(cls=Command)
@choice_options
@settings_options
@json_option
def fan(as_json: bool, **options: Any) -> None:
    """Show how far the replications spread: mean, standard deviation and percentiles.

    A percentile needs five replications beyond it, else it is left out. (k) is thousands.

    \b
    Example:
      planwise run --replications 100 --alignment random
      planwise fan --measure headcount
    """
    _show("fan", "intervals", _FAN, as_json, options)


def choose_rows(
    results: Results, report: str, measures: Sequence[str] = (), level: str | None = None, year: int | None = None
) -> list[Row]:
    """Rows of a report by measure, level and year. Without measures and year, the last year of each scenario."""
    rows = results.rows(read_sql(Path(__file__).parent / "queries" / f"{report}.sql"))
    if not rows:
        hint = "Try `planwise run --config scenarios/all.yml`. The years of its scenarios overlap."
        raise InputError("scenarios: a comparison needs two that have years in common.", hint)
    names = {row["level_id"]: row["level_name"] for row in sorted(rows, key=lambda row: row["level_id"] or math.inf)}
    # `all` is the whole workforce, unless a level has this name
    matching = [key for key, name in names.items() if level and level.lower() in (name.lower(), str(key))]
    if level is not None and not matching:
        raise InputError(problem("--level", level, f"the name or number of a level: {', '.join(names.values())}"))
    level_id = matching[0] if matching else None
    years = sorted({row["simulation_year"] for row in rows})
    if year is not None and year not in years:
        raise InputError(problem("--year", year, f"one of {', '.join(map(str, years))}"))
    rows = [row for row in rows if row["level_id"] == level_id and row["measure"] in (measures or MEASURES)]
    last = {row["scenario_id"]: row["simulation_year"] for row in sorted(rows, key=lambda row: row["simulation_year"])}
    if year or not measures:
        rows = [row for row in rows if row["simulation_year"] == (year or last[row["scenario_id"]])]
    if not rows:
        raise InputError(f"no replication has {' or '.join(measures)} in {names[level_id]} then. Nobody is there.")
    return rows


def _show(command: str, report: str, columns: Mapping[str, str], as_json: bool, options: dict[str, Any]) -> None:
    """A table for each scenario. Values that all its rows share go into the title, which leaves room for numbers."""
    with Results(settings=settings_of(options)) as results:
        rows = choose_rows(results, report, **options)
    if as_json:
        print(document(command, rows))
        return
    large = {row["measure"] for row in rows if max(abs(row.get(name) or 0) for name in columns) >= IN_THOUSANDS_FROM}
    texts = [_write_cells(row, columns, row["measure"] in large) for row in rows]
    for scenario, group in groupby(texts, key=lambda text: text["scenario"]):
        cells = list(group)
        shared = [name for name in ("measure", "year", "replications") if len({cell[name] for cell in cells}) == 1]
        shown = [name for name in ("measure", "year") if name not in shared] + list(columns)
        title = ", ".join([scenario, *(cells[0][name] for name in ("level", *shared))])
        print_table(title, cells, shown, labels=columns, right={"year", *columns})
    if any(text[name] == "-" for text in texts for name in columns):
        print_note("A dash stands where the replications are too few. --replications 100 gives every number.")


def _write_cells(row: Row, columns: Mapping[str, str], in_thousands: bool) -> dict[str, str]:
    def write(name: str) -> str:
        if name.endswith("interval"):
            low, high = write(f"{name}_low"), write(f"{name}_high")
            return low if low == "-" else f"{low} to {high}"
        value = row[name] / 1000 if in_thousands and isinstance(row[name], float) else row[name]
        return number(round(value, 2)) if isinstance(value, float) and abs(value) < 10 else number(value, short=True)

    count, against = row["replications"], row.get("reference_scenario_id")
    return {name: write(name) for name in columns} | {
        "scenario": row["scenario_id"] + (f" against {against}" if against else ""),
        "level": "whole workforce" if row["level_id"] is None else row["level_name"],
        "measure": row["measure"] + " (k)" * in_thousands,
        "year": str(row["simulation_year"]),
        "replications": f"{count:,} replication{'s' * (count > 1)}",
    }


__all__ = ["ask", "compare", "fan"]
