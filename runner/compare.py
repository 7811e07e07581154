"""What scenarios differ by, and how far replications spread: rows of the two reports, chosen and printed."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from runner.errors import EmptyResultWarning, InputError
from runner.json_text import document
from runner.messages import listed
from runner.options import MEASURES
from runner.reading import Results
from runner.tables import WIDE, console, print_note, print_table

Row = dict[str, Any]

_COMPARED = {
    "reference_mean": "reference",
    "scenario_mean": "scenario",
    "mean_difference": "differ-\nence",
    "interval": "90 % interval",
    "unpaired_interval": "unpaired\nwould be",
}
_FAN = {
    **{name: name for name in ("mean", "sd", "p5", "p25", "p50", "p75", "p95")},
    "standard_error": "error\nof mean",
}
_IN_THOUSANDS_FROM = 1e7


@dataclass(frozen=True)
class Choice:
    """Which rows are wanted; without measures and year it is the last year of each scenario, all measures."""

    measures: Sequence[str] = ()
    level: str | None = None
    year: int | None = None


def comparison(results: Results, choice: Choice) -> list[Row]:
    """Rows of rpt_scenario_comparison; InputError when there is nothing to compare."""
    return _chosen(_all_rows(results, "rpt_scenario_comparison") or _nothing_to_compare(results), choice)


def intervals(results: Results, choice: Choice) -> list[Row]:
    """Rows of rpt_replication_intervals."""
    return _chosen(_all_rows(results, "rpt_replication_intervals"), choice)


def print_comparison(rows: list[Row], as_json: bool) -> None:
    """A table for each scenario."""
    if as_json:
        print(document("compare", rows))
        return
    for scenario, group in groupby(rows, key=lambda row: row["scenario_id"]):
        of_scenario = list(group)
        title = f"{scenario} against {of_scenario[0]['reference_scenario_id']}"
        _print_rows(title, of_scenario, _COMPARED)
    if all(row["replications"] == 1 for row in rows):
        print_note("One replication gives no interval: run with --set replications=100.")


def print_fan(rows: list[Row], as_json: bool) -> None:
    """A table for each scenario."""
    if as_json:
        print(document("fan", rows))
        return
    for scenario, group in groupby(rows, key=lambda row: row["scenario_id"]):
        _print_rows(scenario, list(group), _FAN)
    if any(row["p5"] is None for row in rows):
        print_note(
            "A percentile needs five replications beyond it; --set replications=100 gives all of them."
        )


def _all_rows(results: Results, table: str) -> list[Row]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", EmptyResultWarning)
        rows = results.query(f"select * from {results.find_table(table)}").rows
    return sorted(rows, key=lambda row: (row["scenario_id"], _rank(row["measure"]), row["simulation_year"]))


def _rank(measure: str) -> int:
    return MEASURES.index(measure)


def _nothing_to_compare(results: Results) -> list[Row]:
    table = results.find_table("fct_headcount_bridge")
    found = results.query(f"select distinct scenario_id from {table} order by scenario_id").rows
    scenarios = [row["scenario_id"] for row in found]
    if len(scenarios) == 1:
        raise InputError(
            f"scenarios: the run has only `{scenarios[0]}`; a comparison needs two",
            hint="python -m runner run --config scenarios/all.yml, or add one by"
            " --set scenarios.freeze.target_growth_rate=0",
        )
    raise InputError(
        f"scenarios: {listed(scenarios)} have no year in common with the first one",
        hint="give them years that overlap: start_year and end_year in `scenarios`",
    )


def _chosen(rows: list[Row], choice: Choice) -> list[Row]:
    levels = {row["level_id"]: row["level_name"] for row in rows}
    level_id = None if choice.level is None else _level_id(choice.level, levels)
    years = sorted({row["simulation_year"] for row in rows})
    if choice.year is not None and choice.year not in years:
        raise InputError(f"`--year`: got {choice.year}; must be one of {', '.join(map(str, years))}")
    wanted = [
        row
        for row in rows
        if row["level_id"] == level_id
        and row["measure"] in (choice.measures or MEASURES)
        and choice.year in (None, row["simulation_year"])
    ]
    if not wanted:
        raise InputError(
            f"no replication has {' or '.join(choice.measures)} in {levels[level_id]}: nobody is there"
        )
    if choice.measures or choice.year is not None:
        return wanted
    by_year = sorted(wanted, key=lambda row: row["simulation_year"])
    last_years = {row["scenario_id"]: row["simulation_year"] for row in by_year}
    return [row for row in wanted if row["simulation_year"] == last_years[row["scenario_id"]]]


def _level_id(given: str, levels: Mapping[int | None, str]) -> int | None:
    """The level of that name or number; `all` is all of them, unless a level has this name."""
    for level_id, name in sorted(levels.items(), key=lambda level: level[0] is None):
        if given.lower() == name.lower() or given == str(level_id):
            return level_id
    names = ", ".join(levels[level_id] for level_id in sorted(levels, key=lambda key: (key is None, key)))
    raise InputError(f'`--level`: got "{given}"; must be the name or number of a level: {names}')


def _print_rows(title: str, rows: list[Row], columns: Mapping[str, str]) -> None:
    """What all rows have in common goes into the title, which leaves room in narrow terminals."""
    divisors = {measure: _divisor(rows, measure, columns) for measure in {row["measure"] for row in rows}}
    labels = {"measure": "measure", "simulation_year": "year"}
    cells = [
        {
            "measure": row["measure"] + (" (k)" if divisors[row["measure"]] > 1 else ""),
            "simulation_year": row["simulation_year"],
            "replications": f"{row['replications']:,} replication{'s' * (row['replications'] > 1)}",
            **_figures(row, columns, divisors[row["measure"]]),
        }
        for row in rows
    ]
    parts = [title, rows[0]["level_name"] if rows[0]["level_id"] is not None else "whole workforce"]
    for name in ("measure", "simulation_year", "replications"):
        if len({cell[name] for cell in cells}) == 1:
            parts.append(str(cells[0][name]))
            labels.pop(name, None)
    shown = [*labels, *columns]
    right = columns.keys() | {"simulation_year"}
    gap = int(console().width >= WIDE)
    print_table(", ".join(parts), cells, shown, labels | dict(columns), right=right, gap=gap)


def _divisor(rows: list[Row], measure: str, columns: Mapping[str, str]) -> int:
    """1,000 for a measure whose numbers are too long to be read."""
    sizes = [
        abs(row[name])
        for row in rows
        if row["measure"] == measure
        for name in columns
        if row.get(name) is not None
    ]
    return 1000 if max(sizes, default=0) >= _IN_THOUSANDS_FROM else 1


def _figures(row: Row, columns: Mapping[str, str], divisor: int) -> dict[str, str]:
    figures = {}
    for name in columns:
        if name.endswith("interval"):
            low, high = (_figure(row[f"{name}_{end}"], divisor) for end in ("low", "high"))
            figures[name] = "-" if low == "-" else f"{low} to {high}"
        else:
            figures[name] = _figure(row[name], divisor)
    return figures


def _figure(value: float | None, divisor: int) -> str:
    """A number with the digits that people read."""
    if value is None:
        return "-"
    scaled = value / divisor
    if scaled == 0:
        return "0"
    places = 0 if abs(scaled) >= 1000 else 1 if abs(scaled) >= 10 else 2
    return f"{scaled:,.{places}f}"
