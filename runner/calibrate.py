"""Finds the value of one parameter with which a scenario meets a goal, and writes the plan that has it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runner.calibrate_plan import plan_text
from runner.calibrate_search import DIGITS, NotMetError, Solution, solve
from runner.calibrate_trials import MEASURES, Trials
from runner.declarations import Parameter, scenario_parameters
from runner.errors import EnvironmentProblem, InputError, RunFailed
from runner.file_problems import output_path
from runner.messages import nearest, shown, unknown_name

if TYPE_CHECKING:
    from runner.config import SimulationConfig
    from runner.settings import Settings

_SHARE_OF_GOAL = 0.0001  # default tolerance: of growth as it stands, of money as a share of the target


@dataclass(frozen=True)
class Goal:
    """What is asked for: the measure of one scenario and year that one parameter shall bring to a target."""

    measure: str
    target: float
    tolerance: float
    year: int
    scenario: str
    parameter: str
    name: str  # of the scenario that gets the solution


@dataclass(frozen=True)
class Calibration:
    """The solution, and how it was found; plain data."""

    measure: str
    year: int
    target: float
    achieved: float
    difference: float
    tolerance: float
    parameter: str
    value: float
    value_before: Any
    solved_for: str
    scenario: str
    output: str
    evaluations: int
    builds: int
    warnings: list[str]
    tried: list[dict[str, float]]


def read_goal(
    config: SimulationConfig,
    *,
    measure: str,
    target: float,
    parameter: str,
    year: int | None = None,
    scenario: str | None = None,
    tolerance: float | None = None,
    name: str = "calibrated",
) -> Goal:
    """The goal with its defaults filled in; InputError, with every problem, when it makes no sense."""
    scenarios = config.effective()["scenarios"]
    scenario = next(iter(scenarios)) if scenario is None else scenario
    solvable = [entry.name for entry in scenario_parameters().values() if entry.type == "number"]
    problems = []
    if measure not in MEASURES:
        problems.append(unknown_name("--target-measure", measure, "measure", MEASURES))
    if parameter not in solvable:
        problems.append(
            f"`--solve`: got {shown(parameter)}; must be one of {', '.join(solvable)};"
            f" did you mean `{nearest(parameter, solvable)}`?"
        )
    if not math.isfinite(target):
        problems.append(f"`--target-value`: got {target}; must be a number; example: 0.03")
    if tolerance is None:
        tolerance = _SHARE_OF_GOAL * (1 if measure == "avg_pay_growth" else abs(target))
    elif not (math.isfinite(tolerance) and tolerance > 0):
        problems.append(f"`--tolerance`: got {tolerance}; must be a number above 0; example: 0.0001")
    if scenario not in scenarios:
        problems.append(unknown_name("--scenario", scenario, f"scenario {shown(scenario)}", scenarios))
    else:
        first, last = (_value(config, scenario, bound) for bound in ("start_year", "end_year"))
        year = last if year is None else year
        if not first <= year <= last:
            problems.append(
                f"`--year`: got {year}; must be a year that scenario {shown(scenario)} simulates,"
                f" from {first} to {last}"
            )
    if not name.strip() or (name in scenarios and name != scenario):
        problems.append(f"`--as`: got {shown(name)}; must be a new scenario, or the one that is solved for")
    if problems:
        raise InputError("\n".join(problems), hint="python -m runner calibrate --help")
    assert year is not None
    return Goal(measure, target, tolerance, year, scenario, parameter, name)


def calibrate(
    config: SimulationConfig,
    goal: Goal,
    output: str | Path = "calibrated.yml",
    settings: Settings | None = None,
    say: Callable[[str], None] | None = None,
) -> Calibration:
    """Search in scratch files of DuckDB, then write the plan with the solution to `output`.

    `say` gets a line after each build. Raises InputError when the goal cannot be met, and what `run` raises.
    """
    from runner.settings import read_settings

    output = output_path(output)
    _check_output(output)
    parameter = scenario_parameters()[goal.parameter]
    before = _value(config, goal.scenario, goal.parameter)
    with Trials(config, goal, settings or read_settings(), say) as trials:
        try:
            solution = _solved(trials, goal, parameter, before)
        except InputError as error:
            if "is not one of the scenarios of this run" in error.message:
                raise InputError(
                    f"`assumptions`: {error.message.partition(',')[0]}: the values are tried as scenarios of"
                    " their own, for which rows with a scenario_id do not hold",
                    hint=f"give the rows of scenario {shown(goal.scenario)} with a blank scenario_id",
                ) from error
            raise
    achieved = solution.seen[solution.value]
    try:
        output.write_text(plan_text(config, goal, solution.value, achieved, output.parent), encoding="utf-8")
    except OSError as error:
        raise EnvironmentProblem(f"--output: {output}: cannot be written ({error.strerror})") from error
    return Calibration(
        measure=goal.measure,
        year=goal.year,
        target=goal.target,
        achieved=achieved,
        difference=achieved - goal.target,
        tolerance=goal.tolerance,
        parameter=goal.parameter,
        value=solution.value,
        value_before=before,
        solved_for=goal.scenario,
        scenario=goal.name,
        output=str(output),
        evaluations=len(solution.seen),
        builds=trials.builds,
        warnings=[
            f"{goal.measure} does not only rise or only fall with {goal.parameter}: it also meets the target"
            f" between {left} and {right}"
            for left, right in solution.elsewhere
        ],
        tried=[
            {goal.parameter: value, goal.measure: measured}
            for value, measured in sorted(solution.seen.items())
        ],
    )


def _solved(trials: Trials, goal: Goal, parameter: Parameter, before: Any) -> Solution:
    assert parameter.min is not None and parameter.max is not None
    bounds = float(parameter.min), float(parameter.max)
    start = max(0.0, bounds[0]) if before is None else float(before)
    try:
        return solve(trials.measure, goal.target, goal.tolerance, bounds, start)
    except NotMetError as error:
        raise _not_met(goal, error) from error
    except RunFailed as error:
        if not trials.seen:
            raise
        raise RunFailed(
            f"{_range_seen(goal, trials.seen)}; the target is {goal.target:g}, and with values further"
            f" off the run fails:\n{error.message}",
            hint="look for a target within what was seen, or an earlier --year",
        ) from error


def _not_met(goal: Goal, error: NotMetError) -> InputError:
    seen, what = error.seen, f"{goal.measure} in {goal.year}"
    if not seen:
        return InputError(
            f"scenario {shown(goal.scenario)} has no {what}: nobody works there then",
            hint="give another --year or --scenario",
        )
    if len(set(seen.values())) == 1:
        return InputError(
            f"{goal.parameter} does not move {what}: it is {next(iter(seen.values())):.12g} from"
            f" {min(seen):g} to {max(seen):g}; the target is {goal.target:g}",
            hint="give another parameter to --solve, or another --year",
        )
    if error.finest:
        best = min(seen, key=lambda value: (abs(seen[value] - goal.target), value))
        return InputError(
            f"no {goal.parameter} of {DIGITS} decimals meets the target {goal.target:g} within"
            f" {goal.tolerance:g}; the nearest, {best}, gives {seen[best]:.12g}",
            hint=f"give a --tolerance of at least {abs(seen[best] - goal.target):.2g}",
        )
    return InputError(
        f"{_range_seen(goal, seen)}; the target {goal.target:g} cannot be reached",
        hint="give a --target-value in between, solve another parameter, or change the rest of the plan",
    )


def _range_seen(goal: Goal, seen: Any) -> str:
    return (
        f"with {goal.parameter} from {min(seen):g} to {max(seen):g}, {goal.measure} in {goal.year} is from"
        f" {min(seen.values()):.10g} to {max(seen.values()):.10g}"
    )


def _value(config: SimulationConfig, scenario: str, name: str) -> Any:
    """A parameter as one scenario has it."""
    values = config.effective()
    return values["scenarios"][scenario].get(name, values[name])


def _check_output(output: Path) -> None:
    """Raise before the search when its result could not be written."""
    if output.is_dir():
        raise EnvironmentProblem(f"--output: {output}: is a directory", hint="give the name of a file")
    if not output.parent.is_dir():
        raise EnvironmentProblem(
            f"--output: {output.parent}: there is no such directory", hint="make it, or give another --output"
        )
