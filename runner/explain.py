"""What became of one employee: rows of rpt_employee_timeline, by id, scenario, replication and year."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from runner.errors import InputError
from runner.explain_missing import elsewhere, nowhere
from runner.messages import listed, nearest, shown
from runner.reading import Results

Row = dict[str, Any]

TIMELINE = "rpt_employee_timeline"
ALL = "all"


@dataclass(frozen=True)
class Question:
    """Whose story is wanted; without a scenario it is the first of the run, without a year all of them."""

    employee_id: str
    scenario: str | None = None
    replication: int = 1
    year: int | None = None


@dataclass(frozen=True)
class Timeline:
    """The steps of one employee in one scenario and replication, in order."""

    employee_id: str
    scenario_id: str
    replication_id: int
    alignment: str
    rows: list[Row]


def timelines(results: Results, question: Question) -> list[Timeline]:
    """One for each scenario wanted in which the employee is; InputError when there is none."""
    results.find_table(TIMELINE)
    scenarios = _scenarios(results)
    wanted = _wanted(question.scenario, list(scenarios))
    for scenario_id in wanted:
        _check_replication(question.replication, scenario_id, scenarios[scenario_id])
    employee_key = _employee_key(results, question.employee_id)
    if employee_key is None:
        raise nowhere(results, question.employee_id)
    found = [
        Timeline(
            question.employee_id,
            name,
            question.replication,
            scenarios[name]["alignment"],
            _steps(results, employee_key, name, question.replication),
        )
        for name in wanted
    ]
    if not any(timeline.rows for timeline in found):
        raise elsewhere(results, question.employee_id, wanted, question.replication)
    return _of_year([timeline for timeline in found if timeline.rows], question.year)


def _scenarios(results: Results) -> dict[str, Row]:
    """The parameters of each scenario, in the order of the configuration."""
    sql = "select max(parameter_value) from simulation_config where parameter_name = '{}'"
    order = list(json.loads(results.first_value("simulation_config", sql.format("scenarios")) or "{}"))
    detailed = int(results.first_value("simulation_config", sql.format("detailed_replications")))
    rows = results.query("select scenario_id, alignment, replications from int_scenario_parameters").rows
    known = {row["scenario_id"]: row | {"detailed_replications": detailed} for row in rows}
    return {name: known[name] for name in sorted(known, key=order.index)}


def _wanted(scenario: str | None, scenarios: list[str]) -> list[str]:
    if scenario is None:
        return scenarios[:1]
    if scenario in scenarios:
        return [scenario]
    if scenario == ALL:
        return scenarios
    raise InputError(
        f"`--scenario`: got {shown(scenario)}; must be one of {listed(scenarios)}, or {ALL};"
        f" did you mean `{nearest(scenario, scenarios)}`?"
    )


def _check_replication(replication: int, scenario_id: str, parameters: Row) -> None:
    last, kept = parameters["replications"], parameters["detailed_replications"]
    if 1 <= replication <= min(last, kept):
        return
    if 1 <= replication <= last:
        raise InputError(
            f"`--replication`: got {shown(replication)}; rows per employee are kept of replications"
            f" 1 to {kept}",
            hint=f"run with --detailed-replications {replication} to keep more",
        )
    raise InputError(
        f"`--replication`: got {shown(replication)}; scenario `{scenario_id}` has replications 1 to {last}",
        hint="give one of these, or leave --replication out for the first",
    )


def _employee_key(results: Results, employee_id: str) -> int | None:
    """The number that stands for the employee in the large tables, which are read by it."""
    whose = f"employee_id = {results.literal(employee_id)}"
    for source in (
        f"baseline_workforce where {whose}",
        f"fct_workforce_events where event_type = 'hire' and {whose}",
    ):
        [found] = results.rows(f"select max(employee_key) as employee_key from {source}")
        if found["employee_key"] is not None:
            return int(found["employee_key"])
    return None


def _steps(results: Results, employee_key: int, scenario_id: str, replication: int) -> list[Row]:
    return results.rows(
        f"select * from {TIMELINE} where employee_key = {employee_key}"
        f" and scenario_id = {results.literal(scenario_id)} and replication_id = {replication}"
        " order by simulation_year, step_number",
    )


def _of_year(found: list[Timeline], year: int | None) -> list[Timeline]:
    if year is None:
        return found
    chosen = [
        replace(timeline, rows=[row for row in timeline.rows if row["simulation_year"] == year])
        for timeline in found
    ]
    if not any(timeline.rows for timeline in chosen):
        spans = "; ".join(
            f"{timeline.scenario_id}: {timeline.rows[0]['simulation_year']} to"
            f" {timeline.rows[-1]['simulation_year']}"
            for timeline in found
        )
        raise InputError(
            f"`--year`: got {shown(year)}; {found[0].employee_id} is there in {spans}",
            hint="give one of these years",
        )
    return [timeline for timeline in chosen if timeline.rows]
