"""One run from configuration to finished tables."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from runner.dbt_build import BuildOutcome, build
from runner.destination import destination_of
from runner.errors import EnvironmentProblem, RunFailed, RunnerError
from runner.file_problems import trouble_with
from runner.messages import printable
from runner.packages import ensure_packages
from runner.progress import Progress
from runner.run_result import RunResult
from runner.target import read_target

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
) -> RunResult:
    """Project the workforce into a DuckDB file, or into a schema of Spark, and report how it went.

    `database` is the file to make or replace (default: the profile's); with `target="spark"` dbt builds in
    `schema` on the server of SPARK_REMOTE. Raises InputError for wrong input, EnvironmentProblem for locks,
    missing files and servers, RunFailed (with `.result`) when a model or a test fails; in all three cases a
    DuckDB file is as it was. All data tests run; `all_tests` adds dbt's unit tests, which check the project's
    SQL on rows of their own and so say nothing about this census.
    """
    from runner.config import load_config

    started = time.perf_counter()
    config = config if config is not None else load_config()
    check_files(config)
    settings = settings if settings is not None else read_target(target, schema, database)
    destination = destination_of(settings)
    destination.check()
    ensure_packages()
    with destination.opened():
        try:
            with Progress(quiet) as progress:
                outcome = build(
                    config.to_vars(),
                    destination.folder,
                    progress,
                    settings.target,
                    () if all_tests else ("--exclude-resource-type", "unit_test"),
                )
            if outcome.errors or not outcome.run_success:
                failed = _result(outcome, started, destination.name, [])
                raise RunFailed("\n".join(outcome.errors) or "dbt skipped models", result=failed)
            carried = destination.publish(outcome.relations)
        except RunnerError as error:
            left = destination.left_behind()
            if left is not None:
                error.hint = f"{error.hint}; {left}" if error.hint else left
            raise
    return _result(outcome, started, destination.name, carried)


def check_files(config: SimulationConfig) -> None:
    """Raise EnvironmentProblem when a file that the configuration names is not there or cannot be opened."""
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
