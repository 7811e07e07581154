"""`calibrate`: find the value with which a plan meets a target. One dbt build measures a batch of values, as scenarios."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import click
import yaml

from runner.config import SimulationConfig, load_config
from runner.config.parameters import did_you_mean, json_value, parameters, problem
from runner.errors import InputError, RunnerError
from runner.options import ParameterCommand, config_of, config_options, json_option, resource_options
from runner.projection import Scratch
from runner.publish import output_path, write_whole
from runner.settings import Settings, duckdb_settings
from runner.show import document, number

log = logging.getLogger("runner.calibrate")
Measure = Callable[[list[float]], Mapping[float, float]]
MEASURES = {"avg_pay_growth": "avg_pay_growth", "payroll": "payroll_paid", "people_cost": "people_cost"}  # of rpt_pay_by_year
_SHARE_OF_TARGET = 0.0001  # default tolerance: of growth as it stands, of money as a share of the target
_DIGITS = 6  # raises are held to six decimals, so that a finer value says nothing
_PARTS = 8  # of a range or bracket that one batch looks at


@dataclass(frozen=True)
class Goal:
    measure: str
    target: float
    parameter: str
    solved_for: str
    year: int
    tolerance: float
    scenario: str  # that gets the solution


def read_goal(config: SimulationConfig, solved_for: str | None, year: int | None, tolerance: float | None, **asked: Any) -> Goal:
    scenarios = config.effective()["scenarios"]
    solved_for = next(iter(scenarios)) if solved_for is None else solved_for
    if solved_for not in scenarios:
        must = f"one of {', '.join(scenarios)}"
        raise InputError(problem("--scenario", solved_for, must) + did_you_mean(solved_for, scenarios))
    first, last = (_read_values(config, solved_for)[bound] for bound in ("start_year", "end_year"))
    year = last if year is None else year
    if not first <= year <= last:
        must = f"a year that scenario {json_value(solved_for)} simulates, from {first} to {last}"
        raise InputError(problem("--year", year, must))
    load_config(overrides={"scenarios": {asked["scenario"]: {}}})  # the name may be one
    if asked["scenario"] in scenarios.keys() - {solved_for}:
        raise InputError(problem("--as", asked["scenario"], "a new scenario, or the one that is solved for"))
    if tolerance is None:
        tolerance = _SHARE_OF_TARGET * (1 if asked["measure"] == "avg_pay_growth" else abs(asked["target"]))
    return Goal(solved_for=solved_for, year=year, tolerance=tolerance, **asked)


def calibrate_plan(config: SimulationConfig, goal: Goal, output: Path, settings: Settings) -> dict[str, Any]:
    """Search in scratch files of DuckDB, and write the plan with the solution. Returns the document of `--json`."""
    declared, before = parameters()[goal.parameter], _read_values(config, goal.solved_for)[goal.parameter]
    bounds = float(declared.min or 0), float(declared.max or 0)
    start = float(before) if isinstance(before, int | float) else max(0.0, bounds[0])
    seen: dict[float, float] = {}
    with Scratch(config, settings) as scratch:
        try:
            value = search(partial(measure_values, scratch, config, goal), goal.target, goal.tolerance, bounds, start, seen)
        except RunnerError as error:
            if "is not one of the scenarios of this run" in error.message:
                error.add_hint("Calibrate tries values as scenarios of its own. Give rows for one scenario a blank scenario_id.")
            elif seen:
                error.add_hint(f"The run fails further off: {_say_range(goal, seen)}. Look for a target within that.")
            raise
    if value is None:
        raise _explain_unmet(goal, seen)
    plan, scenarios = config.model_dump(exclude_unset=True, warnings=False), config.effective()["scenarios"]
    plan |= {"scenarios": scenarios | {goal.scenario: scenarios[goal.solved_for] | {goal.parameter: value}}}
    plan |= {"database": f"{output.stem}.duckdb"} if config._database else {}
    comment = (
        f"# Made by `planwise calibrate`. With {goal.parameter} {value}, {goal.measure} in {goal.year} of scenario\n"
        f"# {json_value(goal.scenario)} is {seen[value]:.12g}. The target is {goal.target:.12g} within {goal.tolerance:.12g}.\n"
    )
    write_whole(output, comment + yaml.safe_dump(plan, sort_keys=False, allow_unicode=True))
    others = [(left, right) for left, right in find_crossings(seen, goal.target) if not left <= value <= right]
    warnings = [f"{goal.parameter} from {left} to {right} meets the target too." for left, right in others]
    solution = {"value": value, "value_before": before, "achieved": seen[value], "difference": seen[value] - goal.target}
    tried = [{goal.parameter: tried, goal.measure: seen[tried]} for tried in sorted(seen)]
    effort = {"evaluations": len(seen), "builds": scratch.builds, "tried": tried, "warnings": warnings}
    return {**asdict(goal), **solution, "output": str(output), **effort}


def measure_values(scratch: Scratch, config: SimulationConfig, goal: Goal, values: list[float]) -> dict[float, float]:
    """The measure with each value, by one build. Values with which nobody is employed are left out."""
    own, column = config.effective()["scenarios"][goal.solved_for], MEASURES[goal.measure]
    held = _read_values(config, goal.solved_for)
    by_year = any(
        value for name, value in held.items() if parameters()[name].scope == "scenario" and isinstance(value, dict | list)
    )
    last = held["end_year"] if by_year else max(goal.year, held["start_year"] + 1)
    trials = {str(place): own | {"end_year": last, goal.parameter: value} for place, value in enumerate(values)}
    scratch.build(config.to_vars() | {"scenarios": trials}, "rpt_pay_by_year")
    rows = scratch.rows(f"select * from rpt_pay_by_year where simulation_year = {goal.year} and {column} is not null")
    measured = {values[int(row["scenario_id"])]: float(row[column]) for row in rows}
    log.info(f"build {scratch.builds}: {goal.measure} in {goal.year} with {goal.parameter}: {measured}")
    return measured


def _read_values(config: SimulationConfig, scenario: str) -> dict[str, Any]:
    values = config.effective()
    return {**values, **values["scenarios"][scenario]}


def search(
    measure: Measure, target: float, tolerance: float, bounds: tuple[float, float], start: float, seen: dict[float, float]
) -> float | None:
    """A value of six decimals whose measure is within tolerance of the target, nearest to `start`, or None."""
    # Batches look around `start`, then everywhere, then where a line through the nearest bracket meets the target and
    # at even parts of the bracket, which therefore shrinks whatever the response looks like.
    tried: set[float] = set()
    reach = (bounds[1] - bounds[0]) / _PARTS
    while True:
        best = min(seen, key=lambda value: (abs(seen[value] - target), value), default=None)
        if best is not None and abs(seen[best] - target) <= tolerance:
            return best
        if crossings := find_crossings(seen, target):
            left, right = min(crossings, key=lambda pair: (max(pair[0] - start, start - pair[1], 0), pair))
            looked_at = [left + (right - left) * (target - seen[left]) / (seen[right] - seen[left])]
        else:
            left, right, looked_at = max(bounds[0], start - reach), min(bounds[1], start + reach), []
            reach *= _PARTS
        looked_at += [left + (right - left) * part / _PARTS for part in range(_PARTS + 1)]
        batch = sorted({round(value, _DIGITS) for value in looked_at} - tried)
        if not batch:
            return None
        tried.update(batch)
        seen.update(measure(batch))


def find_crossings(seen: Mapping[float, float], target: float) -> list[tuple[float, float]]:
    return [(left, right) for left, right in pairwise(sorted(seen)) if (seen[left] < target) != (seen[right] < target)]


def _explain_unmet(goal: Goal, seen: Mapping[float, float]) -> InputError:
    if not seen:
        message = f"scenario {json_value(goal.solved_for)} has no {goal.measure} in {goal.year}: nobody works there then."
        return InputError(message, "Give another --year or --scenario.")
    if find_crossings(seen, goal.target):
        message = f"no {goal.parameter} of {_DIGITS} decimals meets {goal.target:g} within {goal.tolerance:g}."
        nearest = min(abs(measured - goal.target) for measured in seen.values())
        return InputError(message, f"Give a --tolerance of at least {nearest:.2g}.")
    message = f"the target {goal.target:g} cannot be reached: {_say_range(goal, seen)}."
    return InputError(message, "Give a --target-value in between, solve another parameter, or change the plan.")


def _say_range(goal: Goal, seen: Mapping[float, float]) -> str:
    measured = f"{goal.measure} in {goal.year} is from {min(seen.values()):.10g} to {max(seen.values()):.10g}"
    return f"with {goal.parameter} from {min(seen):g} to {max(seen):g}, {measured}"


_SOLVABLE = [key for key, entry in parameters().items() if (entry.scope, entry.type) == ("scenario", "number")]
_MEASURE_HELP = "Growth per year of the average pay since the baseline (a share), or pay or cost of the year."
_TOLERANCE_HELP = "Largest difference. [default: 0.0001 of growth, 0.01 % of the target for money]"
_NAME_HELP = "Scenario that gets the solution, new or the one solved for. [default: calibrated]"


@click.command(cls=ParameterCommand)
@click.option("--target-measure", "measure", required=True, type=click.Choice(list(MEASURES)), help=_MEASURE_HELP)
@click.option("--target-value", "target", required=True, type=click.FloatRange(-1e15, 1e15), metavar="NUMBER", help="To reach.")
@click.option("--solve", "parameter", required=True, type=click.Choice(_SOLVABLE), metavar="NAME", help="Such as merit_budget.")
@click.option("--year", type=int, help="Year of the target. [default: the scenario's last]")
@click.option("--scenario", "solved_for", metavar="ID", help="Scenario to solve for. [default: the first]")
@click.option("--tolerance", type=click.FloatRange(0, min_open=True), metavar="NUMBER", help=_TOLERANCE_HELP)
@click.option("--as", "scenario", default="calibrated", metavar="ID", help=_NAME_HELP)
@click.option("--output", default="calibrated.yml", metavar="FILE.yml", help="File of the plan. [default: calibrated.yml]")
@config_options
@resource_options
@json_option
def calibrate(output: str, as_json: bool, **options: Any) -> None:
    """Find the cola, merit or other rate with which a plan meets a target, and write that plan.

    Each dbt build tries several values as scenarios, in a scratch file. No database of yours is touched. The
    value has six decimals and was measured as it is written. The output is the configuration with the solution
    in a scenario of its own, and replaces an existing file. The search runs on DuckDB, the plan on Spark too.

    \b
    Example:
      planwise calibrate --solve cola_rate \\
          --target-measure avg_pay_growth --target-value 0.03
      planwise run --config calibrated.yml
    """
    config_file, file = options["config_file"], output_path(output)
    if config_file is not None and file.resolve() == Path(config_file).resolve():
        raise InputError(f"`--output`: {output} is the file of --config.", "Give another, because its comments would be lost.")
    config = config_of(options)
    asked = ("measure", "target", "parameter", "solved_for", "year", "tolerance", "scenario")
    goal = read_goal(config, **{name: options.pop(name) for name in asked})
    found = calibrate_plan(config, goal, file, duckdb_settings(target="duckdb", **options))
    if as_json:
        print(document("calibrate", found))
        return
    tell = partial(number, kind="money" if goal.measure != "avg_pay_growth" else None)
    print(f"{goal.measure} in {goal.year}: {tell(found['achieved'])}")
    print(f"target: {tell(goal.target)}, difference {tell(found['difference'])} (tolerance {tell(goal.tolerance)})")
    print(f"{goal.parameter}: {found['value']} (scenario {goal.solved_for} has {json_value(found['value_before'])})")
    print(f"evaluations: {found['evaluations']} in {found['builds']} dbt builds")
    print(*(f"warning: {warning}\n" for warning in found["warnings"]), f"plan: {file}, scenario {goal.scenario}", sep="")
