"""The plan with a solution in it, as YAML that `run --config` takes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from runner.declarations import declared_parameters
from runner.messages import shown

if TYPE_CHECKING:
    from runner.calibrate import Goal
    from runner.config import SimulationConfig


def plan_text(config: SimulationConfig, goal: Goal, value: float, achieved: float, folder: Path) -> str:
    """All that was given, with the solution in its scenario; the same text whenever it is made."""
    given = config.model_dump(exclude_unset=True)
    scenarios = config.effective()["scenarios"]
    solved = scenarios[goal.scenario] | {goal.parameter: value}
    given["scenarios"] = scenarios | {goal.name: solved}
    plan = {name: _portable(entry, folder) if _is_file(name) else entry for name, entry in given.items()}
    return (
        "# Made by `python -m runner calibrate`.\n"
        f"# Scenario {shown(goal.name)}: with {goal.parameter} {value}, {goal.measure} in {goal.year} is"
        f" {achieved:.12g};\n"
        f"# the target is {goal.target:.12g} within {goal.tolerance:.12g}.\n"
        + yaml.safe_dump(plan, sort_keys=False, allow_unicode=True, default_flow_style=False)
    )


def _is_file(name: str) -> bool:
    return declared_parameters()[name].unit == "file"


def _portable(entry: Any, folder: Path) -> Any:
    """A file below the folder of the plan relative to it, so that both can move; others stay absolute."""
    if isinstance(entry, dict):
        return {key: _portable(inner, folder) for key, inner in entry.items()}
    if entry is None or not Path(entry).is_relative_to(folder.resolve()):
        return entry
    return str(Path(entry).relative_to(folder.resolve()))
