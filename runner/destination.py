"""Where a run puts its tables: a DuckDB file that is replaced whole, or a schema of Spark."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from runner.errors import EnvironmentProblem, RunFailed, RunnerError
from runner.interrupts import cause, cleaned_up_by
from runner.journal import FAILED, INTERRUPTED
from runner.lock import run_lock
from runner.project import PROJECT_DIR
from runner.publish import Workspace, remove
from runner.settings import Settings

if TYPE_CHECKING:
    from runner.config import SimulationConfig
    from runner.spark_settings import SparkSettings


class Destination(Protocol):
    """What a run needs to know of the place it builds in."""

    @property
    def name(self) -> str:
        """The place, for people and for `RunResult.database`."""

    @property
    def folder(self) -> Path:
        """Where dbt keeps its own files."""

    def check(self) -> None:
        """Raise when nothing can be built there."""

    def opened(self, config: SimulationConfig) -> AbstractContextManager[None]:
        """Hold the place for one run; inside, dbt sees it. An error says in its hint what was left behind."""

    def publish(self, made_by_project: Collection[tuple[str, str]], run_id: str | None) -> list[str]:
        """Make what was built the result; returns warnings."""


def destination_of(
    settings: Settings | SparkSettings, wait: float | None = None, quiet: bool = False
) -> Destination:
    """The place that the settings name; `wait` is for how many seconds to wait for others who have it."""
    kind = DuckDBFile if isinstance(settings, Settings) else SparkSchema
    return kind(settings, wait, quiet)  # type: ignore[arg-type]


class DuckDBFile:
    """A file: built beside its place, moved there when everything has passed."""

    def __init__(self, settings: Settings, wait: float | None, quiet: bool) -> None:
        """Take the file of the settings."""
        self._settings = settings
        self._workspace = Workspace(settings.database, wait, quiet)
        self._journal = self._workspace.journal()
        self._is_built = False

    @property
    def name(self) -> str:
        """The file."""
        return str(self._settings.database)

    @property
    def folder(self) -> Path:
        """Beside the file."""
        return self._workspace.folder

    def check(self) -> None:
        """Try the settings on a connection of their own; look whether the file may be replaced."""
        check_settings(self._settings)
        self._workspace.check_target()

    @contextmanager
    def opened(self, config: SimulationConfig) -> Iterator[None]:
        """With a fresh working file, which dbt builds; a failed run keeps it, an interrupted one does not."""
        with self._workspace.opened(), self._spilling_apart() as settings:
            self._journal.begin(config)
            try:
                with settings.applied(self._workspace.working), cleaned_up_by(self._interrupted):
                    yield
            except RunnerError as error:
                result = error.result if isinstance(error, RunFailed) else None
                self._journal.end(FAILED, error.message, result.run_id if result else None)
                add_hint(error, self._kept())
                raise
            except BaseException as error:
                if isinstance(error, KeyboardInterrupt):
                    self._interrupted()
                else:
                    self._journal.end(FAILED, f"{type(error).__name__}: {error}")
                raise

    def publish(self, made_by_project: Collection[tuple[str, str]], run_id: str | None) -> list[str]:
        """Move the working file to its place."""
        self._journal.built(run_id)
        self._is_built = True
        return self._workspace.publish(made_by_project, self._journal)

    def _interrupted(self) -> None:
        self._journal.end(INTERRUPTED, f"stopped by {cause()}")
        remove(self._workspace.working)

    def _kept(self) -> str | None:
        kept = self._workspace.keep("finished" if self._is_built else "failed")
        if kept is None:
            return None
        if self._is_built:
            return f"the finished file is kept: {kept}; your own tables are still in {self.name} alone"
        return f"the file of this run is kept: {kept}"

    @contextmanager
    def _spilling_apart(self) -> Iterator[Settings]:
        """The settings with a folder for temporary files of this target's own, in the one that was given.

        What a killed run left there DuckDB does not remove; the next run does.
        """
        given = Path(self._settings.told["temp_directory"])
        own = given / f"{self._settings.database.stem}-{hashlib.md5(self.name.encode()).hexdigest()[:8]}"
        shutil.rmtree(own, ignore_errors=True)
        own.mkdir(parents=True)
        try:
            yield self._settings.spilling_to(own)
        finally:
            shutil.rmtree(own, ignore_errors=True)


class SparkSchema:
    """A schema: dbt replaces it table by table, and nothing is moved afterwards."""

    def __init__(self, settings: SparkSettings, wait: float | None, quiet: bool) -> None:
        """Take the schema of the settings."""
        self._settings, self._wait, self._quiet = settings, wait, quiet

    @property
    def name(self) -> str:
        """Target, schema and server."""
        return f"{self._settings.target}: {self._settings.place}"

    @property
    def folder(self) -> Path:
        """In `data/`, beside that of the default DuckDB file."""
        return PROJECT_DIR / "data" / ".run" / f"{self._settings.target}.{self._settings.schema}"

    def check(self) -> None:
        """Open the session that dbt will use."""
        from runner.spark_server import open_session

        open_session(self._settings)

    @contextmanager
    def opened(self, config: SimulationConfig) -> Iterator[None]:  # noqa: ARG002
        """Keep other runs on this machine out; tables that were ready before a failure stay."""
        lock = run_lock(
            self.folder,
            self.folder.name,
            built=self.name,
            busy="give another --schema",
            unwritable="make data/ of the project a folder you may write to",
            wait=self._wait or 0,
            quiet=self._quiet,
        )
        with lock, self._settings.applied():
            try:
                yield
            except RunnerError as error:
                log = self.folder / "logs" / "dbt.log"
                add_hint(error, f"what was built before stays in the schema; log: {log}")
                raise

    def publish(self, made_by_project: Collection[tuple[str, str]], run_id: str | None) -> list[str]:  # noqa: ARG002
        """Nothing is left to do."""
        return []


def add_hint(error: RunnerError, more: str | None) -> None:
    """Say one thing more in the hint of an error."""
    if more is not None:
        error.hint = f"{error.hint}; {more}" if error.hint else more


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
