"""One run from configuration to finished tables."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from runner.census_check import check_census
from runner.dbt_build import BuildOutcome, build
from runner.destination import destination_of
from runner.errors import EnvironmentProblem, RunFailed
from runner.file_problems import trouble_with
from runner.interrupts import noticed, raise_if_due
from runner.machine import limits_explained
from runner.messages import printable
from runner.packages import ensure_packages
from runner.progress import Progress
from runner.run_result import RunResult
from runner.target import read_target
from runner.waiting import wait_seconds

if TYPE_CHECKING:
    from runner.config import SimulationConfig
    from runner.settings import Settings
    from runner.spark_settings import SparkSettings


def run(
    config: SimulationConfig | None = None,
    database: str | Path | None = None,
    *,
    target: str | None = None,
    schema: str | None = None,
    settings: Settings | SparkSettings | None = None,
    quiet: bool = False,
    all_tests: bool = False,
    wait: float | None = None,
) -> RunResult:
    """Project the workforce into a DuckDB file, or into a schema of Spark, and report how it went.

    `database` is the file to make or replace (default: the profile's); with `target="spark"` dbt builds in
    `schema` on the server of SPARK_REMOTE. Raises InputError for wrong input, EnvironmentProblem for locks,
    missing files and servers, RunFailed (with `.result`) when a model or a test fails; in all three cases a
    DuckDB file is as it was. All data tests run; `all_tests` adds dbt's unit tests, which check the project's
    SQL on rows of their own and so say nothing about this census. `wait` is for how many seconds to wait for
    another run or program that has the file (default: PLANWISE_WAIT, else 0, and 30 for a finished run).
    """
    from runner.config import load_config

    started = time.perf_counter()
    config = config if config is not None else load_config()
    check_files(config)
    settings = settings if settings is not None else read_target(target, schema, database)
    destination = destination_of(settings, wait_seconds(wait), quiet)
    destination.check()
    ensure_packages()
    with limits_explained(), destination.opened(config), limits_explained(), noticed():
        with Progress(quiet) as progress:
            outcome = build(
                config.to_vars(),
                destination.folder,
                progress,
                settings.target,
                () if all_tests else ("--exclude-resource-type", "unit_test"),
            )
        raise_if_due()
        if outcome.errors or not outcome.run_success:
            failed = _result(outcome, started, destination.name, [])
            raise RunFailed("\n".join(outcome.errors) or "dbt skipped models", result=failed)
        carried = destination.publish(outcome.relations, outcome.invocation_id)
    return _result(outcome, started, destination.name, carried)


def check_files(config: SimulationConfig) -> None:
    """Raise EnvironmentProblem when a file cannot be opened, InputError when the census lacks a column."""
    values = config.effective()
    named = {"census_path": values["census_path"]}
    named |= {f"assumptions.{table}": file for table, file in values["assumptions"].items()}
    for name, file in named.items():
        trouble = None if file is None else trouble_with(file)
        if trouble is not None:
            raise EnvironmentProblem(
                f"`{name}`: {printable(file)}: {trouble}",
                hint="relative paths start at the folder of the config file, or at yours",
            )
    check_census(config)


def _result(outcome: BuildOutcome, started: float, place: str, carried: list[str]) -> RunResult:
    return RunResult(
        run_success=outcome.run_success,
        test_success=outcome.test_success,
        execution_time=round(time.perf_counter() - started, 3),
        models_executed=outcome.models_executed,
        run_id=outcome.invocation_id,
        database=place,
        warnings=outcome.warnings + carried,
        errors=outcome.errors,
    )
