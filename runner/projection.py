"""One run from configuration to published file."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from runner.dbt_build import BuildOutcome, build
from runner.errors import EnvironmentProblem, RunFailed, RunnerError
from runner.packages import ensure_packages
from runner.progress import Progress
from runner.publish import Workspace
from runner.run_result import RunResult
from runner.settings import Settings, read_settings

if TYPE_CHECKING:
    from runner.config import SimulationConfig


def run(
    config: SimulationConfig | None = None,
    database: str | Path | None = None,
    *,
    settings: Settings | None = None,
    quiet: bool = False,
) -> RunResult:
    """Project the workforce into a DuckDB file and report how it went.

    `database` is the file to make or replace (default: the profile's). Raises InputError for wrong input,
    EnvironmentProblem for locks and missing files, RunFailed (with `.result`) when a model or a test fails;
    in all three cases the file is as it was.
    """
    from runner.config import load_config

    started = time.perf_counter()
    config = config if config is not None else load_config()
    check_files(config)
    settings = settings if settings is not None else read_settings(database)
    check_settings(settings)
    workspace = Workspace(settings.database)
    workspace.check_target()
    ensure_packages()
    with workspace.opened():
        try:
            with Progress(quiet) as progress, settings.applied(workspace.working):
                outcome = build(config.to_vars(), workspace.folder, progress)
            run_id = _run_id(workspace.working, outcome)
            if outcome.errors or not outcome.run_success:
                failed = _result(outcome, started, run_id, settings, [])
                raise RunFailed("\n".join(outcome.errors) or "dbt skipped models", result=failed)
            carried = workspace.publish(outcome.relations)
        except RunnerError as error:
            kept = workspace.keep_failed()
            if kept is not None:
                error.hint = (
                    f"{error.hint}; " if error.hint else ""
                ) + f"the file of this run is kept: {kept}"
            raise
    return _result(outcome, started, run_id, settings, carried)


def check_files(config: SimulationConfig) -> None:
    """Raise EnvironmentProblem when a file that the configuration names is not there."""
    values = config.effective()
    named = {"census_path": values["census_path"]}
    named |= {f"assumptions.{table}": file for table, file in values["assumptions"].items()}
    for name, file in named.items():
        if file is not None and not Path(file).is_file():
            kind = "is a directory" if Path(file).is_dir() else "there is no such file"
            raise EnvironmentProblem(
                f"`{name}`: {file}: {kind}",
                hint="relative paths start at the folder of the config file, or at yours",
            )


def check_settings(settings: Settings) -> None:
    """Try the settings on a connection of their own, before dbt does; make the folder for temporary files."""
    import duckdb

    try:
        Path(settings.told["temp_directory"]).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EnvironmentProblem(
            f"{settings.told['temp_directory']}: cannot be made ({error.strerror})",
            hint="give another --temp-directory",
        ) from error
    with duckdb.connect() as connection:
        settings.apply_to(connection)


def _run_id(database: Path, outcome: BuildOutcome) -> str | None:
    """The id that this run wrote into `run_history`, else dbt's own id of the invocation."""
    import duckdb

    from runner.database import connect

    if not database.exists():
        return outcome.invocation_id
    with connect(database) as connection:
        try:
            newest = "select cast(run_id as varchar) from run_history order by started_at desc limit 1"
            found = connection.execute(newest).fetchone()
        except duckdb.Error:
            found = None
    return found[0] if found else outcome.invocation_id


def _result(
    outcome: BuildOutcome, started: float, run_id: str | None, settings: Settings, carried: list[str]
) -> RunResult:
    return RunResult(
        run_success=outcome.run_success,
        test_success=outcome.test_success,
        execution_time=round(time.perf_counter() - started, 3),
        models_executed=outcome.models_executed,
        run_id=run_id,
        database=str(settings.database),
        warnings=outcome.warnings + carried,
        errors=outcome.errors,
    )
