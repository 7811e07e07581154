"""The command `calibrate`: its options taken apart, its result printed."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runner.calibrate import Calibration, calibrate, read_goal
from runner.errors import InputError
from runner.json_text import document
from runner.progress import step
from runner.settings import read_settings
from runner.summary import print_lines

if TYPE_CHECKING:
    from runner.config import SimulationConfig

_RESOURCES = ("memory_limit", "threads", "temp_directory", "profiling")


def calibrate_and_print(
    config: SimulationConfig, config_file: str | None, output: str, as_json: bool, options: dict[str, Any]
) -> None:
    """Solve and print; a line after each build goes to stderr, in a terminal or with --verbose."""
    resources = {name: options.pop(name) for name in _RESOURCES}
    if config_file is not None and Path(output).resolve() == Path(config_file).resolve():
        raise InputError(
            f"`--output`: {output} is the file of --config, whose comments would be lost",
            hint="give another --output",
        )
    goal = read_goal(
        config,
        measure=options.pop("target_measure"),
        target=options.pop("target_value"),
        parameter=options.pop("solve"),
        **options,
    )
    found = calibrate(config, goal, output, read_settings(**resources), say=step)
    if as_json:
        print(document("calibrate", asdict(found)))
    else:
        _show(found)


def _show(found: Calibration) -> None:
    digits = 7 if found.measure == "avg_pay_growth" else 2
    print(f"{found.measure} in {found.year}: {found.achieved:,.{digits}f}")
    print(f"target: {found.target:,.{digits}f}")
    print(f"difference: {found.difference:+,.{digits}f} (tolerance {found.tolerance:,.{digits}f})")
    before = "null" if found.value_before is None else found.value_before
    print(f"{found.parameter}: {found.value} (scenario {found.solved_for} has {before})")
    print(f"evaluations: {found.evaluations} in {found.builds} dbt builds")
    print_lines("warning", found.warnings)
    print(f"plan: {found.output}, scenario {found.scenario}")
