"""Where a run puts its tables: a DuckDB file that is replaced whole, or a schema of Spark."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from runner.errors import EnvironmentProblem
from runner.lock import run_lock
from runner.project import PROJECT_DIR
from runner.settings import Settings

if TYPE_CHECKING:
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

    def opened(self) -> AbstractContextManager[None]:
        """Hold the place for one run; inside, dbt sees it."""

    def publish(self, made_by_project: Collection[tuple[str, str]]) -> list[str]:
        """Make what was built the result; returns warnings."""

    def left_behind(self) -> str | None:
        """What a run that failed leaves, for a hint."""


def destination_of(settings: Settings | SparkSettings) -> Destination:
    """The place that the settings name."""
    return DuckDBFile(settings) if isinstance(settings, Settings) else SparkSchema(settings)


class DuckDBFile:
    """A file: built beside its place, moved there when everything has passed."""

    def __init__(self, settings: Settings) -> None:
        """Take the file of the settings."""
        from runner.publish import Workspace

        self._settings = settings
        self._workspace = Workspace(settings.database)

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
    def opened(self) -> Iterator[None]:
        """With a fresh working file, which dbt builds."""
        with self._workspace.opened(), self._settings.applied(self._workspace.working):
            yield

    def publish(self, made_by_project: Collection[tuple[str, str]]) -> list[str]:
        """Move the working file to its place."""
        return self._workspace.publish(made_by_project)

    def left_behind(self) -> str | None:
        """The working file, put aside."""
        kept = self._workspace.keep_failed()
        return None if kept is None else f"the file of this run is kept: {kept}"


class SparkSchema:
    """A schema: dbt replaces it table by table, and nothing is moved afterwards."""

    def __init__(self, settings: SparkSettings) -> None:
        """Take the schema of the settings."""
        self._settings = settings

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
    def opened(self) -> Iterator[None]:
        """Keep other runs on this machine out."""
        lock = run_lock(
            self.folder,
            self.folder.name,
            built=self.name,
            busy="give another --schema",
            unwritable="make data/ of the project a folder you may write to",
        )
        with lock, self._settings.applied():
            yield

    def publish(self, made_by_project: Collection[tuple[str, str]]) -> list[str]:  # noqa: ARG002
        """Nothing is left to do."""
        return []

    def left_behind(self) -> str | None:
        """Tables that were ready before the failure, and what dbt says of it."""
        return f"what was built before stays in the schema; log: {self.folder / 'logs' / 'dbt.log'}"


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
