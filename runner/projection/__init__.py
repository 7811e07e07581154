"""One run, from a checked configuration to finished tables, and dbt_utils: from the hub, or the bundled stand-in."""

import gc
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

import duckdb

from runner.census import check_files, workbook_applied
from runner.config import SimulationConfig, load_config
from runner.config.parameters import PROJECT_DIR
from runner.errors import EnvironmentProblem, RunFailed, RunnerError
from runner.projection.dbt import RunResult, build, invoke
from runner.publish import limits_explained, signals
from runner.publish.workspace import Workspace, run_lock
from runner.read import Results, read_sql
from runner.settings import Settings, SparkSettings, read_settings

__all__ = ["RunResult", "Scratch", "build", "invoke", "run"]
INSTALLED = PROJECT_DIR / "dbt_packages" / "dbt_utils"
BUNDLED = PROJECT_DIR / "offline_packages" / "dbt_utils"
_NO_UNIT_TESTS = ("--exclude-resource-type", "unit_test")
_NO_TESTS = ("--exclude-resource-type", "test", "unit_test")


def run(
    config: SimulationConfig | None = None,
    database: str | Path | None = None,
    *,
    target: str | None = None,
    schema: str | None = None,
    settings: Settings | SparkSettings | None = None,
    quiet: bool = False,
    strict: bool = False,
    all_tests: bool = False,
    wait: float | None = None,
) -> RunResult:
    """Project the workforce into a DuckDB file, or into a schema of Spark, and report the outcome.

    Raises InputError for wrong input, EnvironmentProblem for locks, missing files and servers, RunFailed (with
    `.result`) when a model or a test fails. In all three cases a DuckDB file is as it was. `all_tests` adds dbt's
    unit tests, which check the project and not the census. `strict` makes warnings a failure. `wait` is in seconds
    (default: PLANWISE_WAIT).
    """
    started = time.perf_counter()
    config = config or load_config()
    check_files(config)
    settings = settings or read_settings(database or config._database, target=target, schema=schema, wait=wait)
    selection = () if all_tests else _NO_UNIT_TESTS
    with limits_explained():
        if isinstance(settings, Settings):
            result = _replace_file(config, settings, selection, quiet, strict)
        else:
            result = _replace_schema(config, settings, selection, quiet, strict)
    return replace(result, execution_time=round(time.perf_counter() - started, 3), database=settings.place)


def _replace_file(
    config: SimulationConfig, settings: Settings, selection: tuple[str, ...], quiet: bool, strict: bool
) -> RunResult:
    workspace, built = Workspace(settings.database, settings.wait, quiet), None
    journal = workspace.journal()
    check_settings(settings)
    ensure_packages()

    def note_interruption() -> None:
        journal.end("interrupted", f"stopped: {signals.word()}")
        workspace.discard()

    with workspace.opened(), _spilling_apart(settings) as own:
        journal.begin({"configuration_hash": _hash(config), "configuration": json.dumps(config.to_vars())})
        try:
            with own.applied(workspace.working), signals.cleaned_up_by(note_interruption):
                built, relations = _build(config, own, workspace.folder, selection, quiet)
                built = _tell_doubts(built, own.model_copy(update={"database": workspace.working}), strict)
                return replace(built, warnings=built.warnings + workspace.publish(relations, journal))
        except (Exception, KeyboardInterrupt) as error:
            if isinstance(error, KeyboardInterrupt) or signals.is_due():
                note_interruption()
                raise
            known = built or getattr(error, "result", None)
            journal.end("failed", str(error) or type(error).__name__, known.run_id if known else None)
            if isinstance(error, RunnerError):
                error.add_hint(_describe_kept(workspace, built is not None))
            raise


def _replace_schema(
    config: SimulationConfig, settings: SparkSettings, selection: tuple[str, ...], quiet: bool, strict: bool
) -> RunResult:
    import_module("runner.spark").open_session(settings)  # that dbt will use. It explains a server that does not answer
    ensure_packages()
    folder = PROJECT_DIR / "data" / ".run" / f"{settings.target}.{settings.schema_name}"
    with run_lock(folder, settings.place, "give another --schema", settings.wait or 0, quiet), settings.applied():
        try:
            return _tell_doubts(_build(config, settings, folder, selection, quiet)[0], settings, strict)
        except RunnerError as error:
            error.add_hint(f"Tables that were built stay in the schema. See {folder / 'logs' / 'dbt.log'}.")
            raise


def _build(
    config: SimulationConfig, settings: Settings | SparkSettings, folder: Path, selection: tuple[str, ...], quiet: bool
) -> tuple[RunResult, frozenset[tuple[str, str]]]:
    with limits_explained(), workbook_applied(config, folder):
        return build(config.to_vars(), folder, settings, *selection, quiet=quiet)


def _tell_doubts(built: RunResult, settings: Settings | SparkSettings, strict: bool) -> RunResult:
    """The result with the warnings of rpt_plausibility in words, in place of that of its test. RunFailed if `strict`."""
    with Results(settings=settings) as results:
        rows = results.rows(read_sql(PROJECT_DIR / "runner" / "queries" / "plausibility.sql"))
    warnings = [text for text in built.warnings if not text.startswith("rpt_plausibility__")]
    built = replace(built, warnings=warnings + [row["sentence"] for row in rows if row["severity"] == "warning"])
    if strict and built.warnings:
        raise RunFailed("\n".join(built.warnings), "Without --strict these are warnings.", result=built)
    return built


def _describe_kept(workspace: Workspace, built: bool) -> str | None:
    kept = workspace.keep("finished" if built else "failed")
    if kept and built:
        return f"The finished file is kept: {kept}. Your own tables are still in {workspace.target} alone."
    return f"The file of this run is kept: {kept}" if kept else None


def _hash(config: SimulationConfig) -> str:
    """Of all parameters with the values that hold. The macro `configuration_hash` gives the same."""
    return hashlib.md5(json.dumps(config.effective(), sort_keys=True).encode()).hexdigest()


@contextmanager
def _spilling_apart(settings: Settings) -> Iterator[Settings]:
    """The settings with this target's own folder for temporary files. It removes what a killed run left there."""
    name = f"{settings.database.stem}-{hashlib.md5(settings.place.encode()).hexdigest()[:8]}"
    own = settings.temp_directory / name
    shutil.rmtree(own, ignore_errors=True)
    own.mkdir(parents=True)
    try:
        yield settings.model_copy(update={"temp_directory": own})
    finally:
        shutil.rmtree(own, ignore_errors=True)


def check_settings(settings: Settings) -> None:
    """Try the settings on a connection of their own, before dbt does. Makes the folder for temporary files."""
    settings.temp_directory.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        settings.apply_to(connection)


class Scratch:
    """A DuckDB file that each build makes anew and that is thrown away: for `fit`, `calibrate` and `verify`."""

    def __init__(self, config: SimulationConfig, settings: Settings) -> None:
        self._config, self._settings = config, settings
        self.builds = 0

    def __enter__(self) -> Self:
        check_files(self._config)
        check_settings(self._settings)
        ensure_packages()
        self._folder = TemporaryDirectory(prefix="scratch-", dir=self._settings.temp_directory)
        self.file = Path(self._folder.name) / "planwise.duckdb"
        return self

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()

    def build(self, dbt_vars: Mapping[str, Any], *tables: str, quiet: bool = False) -> None:
        """Build the tables and what they need, or all, without tests. RunFailed when that fails."""
        gc.collect()  # what the build before left
        selection = ["--select", *(f"+{table}" for table in tables)] if tables else []
        with limits_explained(), self._settings.applied(self.file), workbook_applied(self._config, self.file.parent):
            build(dbt_vars, self.file.parent, self._settings, *selection, *_NO_TESTS, quiet=quiet)
        self.builds += 1

    def rows(self, sql: str) -> list[dict[str, Any]]:
        with Results(settings=self._settings.model_copy(update={"database": self.file})) as results:
            return results.rows(sql)


def is_installed() -> bool:
    return (INSTALLED / "dbt_project.yml").is_file()


def ensure_packages() -> None:
    """Install dbt_utils if it is missing. `PLANWISE_OFFLINE=1` skips the attempt to reach the hub."""
    if is_installed() or (os.environ.get("PLANWISE_OFFLINE", "") in ("", "0") and _install_from_hub()):
        return
    try:
        INSTALLED.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=PROJECT_DIR, prefix=".dbt_utils_") as scratch:
            copy = Path(scratch) / "dbt_utils"  # whole before it takes its place
            shutil.copytree(BUNDLED, copy)
            shutil.rmtree(INSTALLED, ignore_errors=True)
            copy.rename(INSTALLED)
    except OSError as error:
        if not is_installed():  # another run may have been quicker
            hint = "Restore offline_packages/, or run `dbt deps`."
            raise EnvironmentProblem(f"{INSTALLED}: cannot be written ({error}).", hint) from error
    print("The dbt hub is not reachable. Installed the bundled stand-in for dbt_utils.", file=sys.stderr)


def _install_from_hub() -> bool:
    """`dbt deps` in a process of its own, so that a hub that never answers can be given up on."""
    with TemporaryDirectory() as scratch:
        command = [sys.executable, "-c", "from dbt.cli.main import cli; cli()", "--log-path", scratch]
        command += ["deps", "--project-dir", str(PROJECT_DIR), "--profiles-dir", str(PROJECT_DIR)]
        try:
            subprocess.run(command, capture_output=True, timeout=60, check=False, cwd=PROJECT_DIR)
        except subprocess.TimeoutExpired:
            return False
    return is_installed()
