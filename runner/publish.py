"""The working file of a run, and how it becomes the result: one atomic move when everything has passed."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from runner.carry_over import carry_history, carry_user_objects
from runner.database import connect
from runner.errors import EnvironmentProblem
from runner.lock import run_lock


@dataclass(frozen=True)
class Workspace:
    """The places of one run; all on the file system of the target, so that the move is atomic."""

    target: Path

    @property
    def folder(self) -> Path:
        """Working directory: dbt's target and logs, and the working file."""
        return self.target.parent / ".run" / self.target.stem

    @property
    def working(self) -> Path:
        """The file dbt writes; it has the target's name because DuckDB names the catalog after it."""
        return self.folder / self.target.name

    @property
    def failed(self) -> Path:
        """Where the file of the last failed run is kept."""
        return self.folder / "failed.duckdb"

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Hold the lock of the target; inside, the working file is fresh and has the run history."""
        self.check_target()
        with run_lock(
            self.folder,
            self.target.stem,
            built=str(self.target),
            busy="give another --database",
            unwritable="give a --database in a folder you may write to",
        ):
            _remove(self.working)
            if self.target.exists():
                carry_history(self.target, self.working)
            yield

    def check_target(self) -> None:
        """Raise when the target is locked by a writer or is no DuckDB file; it is only read."""
        if self.target.exists():
            connect(self.target).close()

    def publish(self, made_by_project: Collection[tuple[str, str]]) -> list[str]:
        """Move the working file over the target; returns warnings about users' own tables and views."""
        warnings: list[str] = []
        holder = None
        try:
            if self.target.exists():
                warnings = carry_user_objects(self.target, self.working, made_by_project)
                shutil.copymode(self.target, self.working)
                holder = connect(self.target)  # keeps writers out until the move is made
            self.working.replace(self.target)
        except OSError as error:
            raise EnvironmentProblem(f"{self.target}: cannot be replaced ({error.strerror})") from error
        finally:
            if holder is not None:
                holder.close()
        _wal(self.target).unlink(missing_ok=True)  # of the old file; its content was read with the file
        _remove(self.working)
        _remove(self.failed)
        return warnings

    def keep_failed(self) -> Path | None:
        """Put the working file aside; returns its new place, if there is one."""
        if not self.working.exists():
            return None
        if self.working == self.failed:  # the target itself is called failed.duckdb
            return self.failed
        _remove(self.failed)
        self.working.replace(self.failed)
        if _wal(self.working).exists():
            _wal(self.working).replace(_wal(self.failed))
        return self.failed


def _wal(path: Path) -> Path:
    return path.with_name(path.name + ".wal")


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    _wal(path).unlink(missing_ok=True)
