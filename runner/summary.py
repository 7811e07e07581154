"""The summary of a finished file: data quality, headcount bridge, the last year by level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from runner.messages import printable
from runner.reading import Results
from runner.tables import print_table

_SCENARIOS = 12
_FLOWS = (
    "opening_headcount",
    "terminations",
    "layoffs",
    "hires",
    "new_hire_terminations",
    "closing_headcount",
    "target_headcount",
    "variance_to_target",
)
_COUNTS = ("headcount", "promotions_in", "promotions_out", "hires", "exits")
_AVERAGES = ("avg_compensation", "compensation_growth", "avg_age", "avg_tenure")

_LABELS = {
    "scenario_id": "scenario",
    "simulation_year": "year",
    "opening_headcount": "opening",
    "terminations": "exits",
    "new_hire_terminations": "new hires\nleft",
    "closing_headcount": "closing",
    "target_headcount": "target",
    "variance_to_target": "off\ntarget",
    "separation_rate": "sepa-\nration",
    "level_name": "level",
    "headcount": "heads",
    "promotions_in": "prom.\nin",
    "promotions_out": "prom.\nout",
    "avg_compensation": "avg\npay",
    "compensation_growth": "growth",
    "avg_age": "age",
    "avg_tenure": "tenure",
}


@dataclass(frozen=True)
class Section:
    """One table of the summary, ready to print or to serialise."""

    name: str
    title: str
    columns: list[str]
    rows: list[dict[str, Any]]

    def show(self) -> None:
        """Print it."""
        columns = [name for name in self.columns if name != "level_id"]  # the level's name says it
        print_table(self.title, self.rows, columns, _LABELS)


def summary_sections(results: Results, with_quality: bool = True) -> list[Section]:
    """The sections; means over replications where there are several, of the first 12 scenarios."""
    sections = [_quality(results)] if with_quality else []
    return [*sections, _bridge(results), _levels(results)]


def _quality(results: Results) -> Section:
    table = results.find_table("rpt_data_quality")
    found = results.query(
        f"select metric, detail, value from {table} "
        "where not (metric = 'null_count' and value = 0) order by metric_order"
    )
    return Section(
        "data_quality",
        "Data quality of the census (columns without nulls left out)",
        found.columns,
        found.rows,
    )


def _bridge(results: Results) -> Section:
    table = results.find_table("fct_headcount_bridge")
    means = ", ".join(_mean(flow) for flow in _FLOWS)
    sql = (
        f"select scenario_id, simulation_year, {means}, avg(separation_rate) as separation_rate "
        f"from {table} where {_shown_scenarios(table)} "
        "group by scenario_id, simulation_year order by scenario_id, simulation_year"
    )
    found = results.query(sql)
    return Section("headcount_bridge", _title(results, table, "Headcount bridge"), found.columns, found.rows)


def _levels(results: Results) -> Section:
    table = results.find_table("agg_workforce_by_level")
    last_year = (
        f"(scenario_id, simulation_year) in "
        f"(select scenario_id, max(simulation_year) from {table} group by scenario_id)"
    )
    measures = [*(_mean(count) for count in _COUNTS), *(f"avg({name}) as {name}" for name in _AVERAGES)]
    sql = (
        f"select scenario_id, simulation_year, level_id, level_name, {', '.join(measures)} "
        f"from {table} where {_shown_scenarios(table)} and {last_year} "
        "group by scenario_id, simulation_year, level_id, level_name order by scenario_id, level_id"
    )
    found = results.query(sql)
    title = _title(results, table, "Workforce by level, last year")
    return Section("workforce_by_level", title, found.columns, found.rows)


def _mean(column: str) -> str:
    return f"cast(round(avg({column})) as bigint) as {column}"


def _shown_scenarios(table: str) -> str:
    return (
        f"scenario_id in (select distinct scenario_id from {table} order by scenario_id limit {_SCENARIOS})"
    )


def _title(results: Results, table: str, text: str) -> str:
    counts = f"select count(distinct replication_id) as r, count(distinct scenario_id) as s from {table}"
    [counted] = results.query(counts).rows
    if counted["r"] > 1:
        text += f" (mean of {counted['r']:,} replications, rounded)"
    if counted["s"] > _SCENARIOS:
        text += f" (first {_SCENARIOS} of {counted['s']:,} scenarios)"
    return text


def print_four_lines(outcome: dict[str, Any]) -> None:
    """The last four lines of every run."""
    for name in ("run_success", "test_success"):
        print(f"{name}: {'true' if outcome[name] else 'false'}")
    print(f"execution_time: {outcome['execution_time']:.1f} s")
    print(f"models_executed: {outcome['models_executed']}")


def print_lines(label: str, lines: Sequence[str]) -> None:
    """Each line behind its label."""
    for line in lines:
        print(f"{label}: {printable(line)}")
