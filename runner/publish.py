"""The working file of a run, and how it becomes the result: one atomic move when everything has passed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from runner.carry_over import BothFiles, both_files
from runner.database import connect
from runner.errors import Busy, EnvironmentProblem
from runner.interrupts import held
from runner.journal import Journal
from runner.lock import run_lock
from runner.machine import disk_problem
from runner.waiting import when_free

PATIENCE = 30.0  # seconds for a finished file; a run costs more than that to repeat


@dataclass(frozen=True)
class Workspace:
    """The places of one run; all on the file system of the target, so that the move is atomic.

    `wait` is for how many seconds to wait for others, None for the defaults.
    """

    target: Path
    wait: float | None = None
    quiet: bool = False

    @property
    def folder(self) -> Path:
        """Working directory: dbt's target and logs, and the working file."""
        return self.target.parent / ".run" / self.target.stem

    @property
    def working(self) -> Path:
        """The file dbt writes; it has the target's name because DuckDB names the catalog after it."""
        return self.folder / self.target.name

    def journal(self) -> Journal:
        """Where runs are written down that have not become the result."""
        return Journal(self.folder / "attempts.jsonl")

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
            wait=self.wait or 0,
            quiet=self.quiet,
        ):
            try:
                remove(self.working)
                if self.target.exists():
                    with ExitStack() as stack:
                        self._both(stack, self.wait or 0).carry_history()
                yield
            finally:
                remove(self.working)  # it was published, or kept, or nobody wants it

    def check_target(self) -> None:
        """Raise when the target is locked by a writer or is no DuckDB file; it is only read."""
        if self.target.exists():
            when_free(lambda: connect(self.target), self.wait or 0, self.quiet).close()

    def publish(self, made_by_project: Collection[tuple[str, str]], journal: Journal) -> list[str]:
        """Move the working file over the target; returns warnings about users' own tables and views.

        What is on disk is whole at every moment, also after a power failure: the new file is written through
        before it takes its place, and a log that belongs to the old one is in the old one by then.
        """
        try:
            with ExitStack() as stack:
                files = self._both(stack, PATIENCE if self.wait is None else self.wait)
                warnings = self._complete(files, made_by_project, journal)
                _write_through(self.working)
                with held():
                    self.working.replace(self.target)
                    _write_through(self.target.parent)
                    journal.clear()
                    for leftover in (self.working, self.kept("failed"), self.kept("finished")):
                        remove(leftover)
        except OSError as error:
            raise disk_problem(error) or EnvironmentProblem(
                f"{self.target}: cannot be replaced ({error.strerror})"
            ) from error
        return warnings

    def _both(self, stack: ExitStack, wait: float) -> BothFiles:
        """The old and the new file; as long as they are open no other process can write to the old one.

        A log that a killed program left beside the old one is put into it first, as DuckDB does when it opens
        a file: else the new file would for a moment stand beside a log of the old one, and not open.
        """

        def attempt() -> BothFiles:
            if _wal(self.target).exists():
                connect(self.target, read_only=False).close()
            files = stack.enter_context(both_files(self.target, self.working))
            if _wal(self.target).exists():
                stack.close()
                raise Busy(f"{self.target}: another program writes to it")
            return files

        return when_free(attempt, wait, self.quiet)

    def _complete(
        self, files: BothFiles, made_by_project: Collection[tuple[str, str]], journal: Journal
    ) -> list[str]:
        """Put into the new file what the old one and the journal have; the old one is kept if that fails."""
        warnings = files.carry_user_objects(made_by_project)
        files.complete_history(journal.attempts(over=True))
        files.close_new()
        if self.target.exists():
            shutil.copymode(self.target, self.working)
        if warnings:
            before = self.kept("before")
            before.unlink(missing_ok=True)
            try:
                os.link(self.target, before)
            except OSError:  # not every file system has links
                shutil.copy(self.target, before)
            warnings.append(f"the file as it was before this run is kept: {before}")
        return warnings

    def kept(self, name: str) -> Path:
        """A file beside the working file: `failed`, `finished` (but not published) or `before`."""
        place = self.folder / f"{name}.duckdb"
        return place if place != self.working else self.folder / f"{name}_run.duckdb"

    def keep(self, name: str) -> Path | None:
        """Put the working file aside; returns its new place, if there is one."""
        if not self.working.exists():
            return None
        place = self.kept(name)
        remove(place)
        self.working.replace(place)
        if _wal(self.working).exists():
            _wal(self.working).replace(_wal(place))
        return place


def remove(path: Path) -> None:
    """Remove a database file and its log."""
    path.unlink(missing_ok=True)
    _wal(path).unlink(missing_ok=True)


def _wal(path: Path) -> Path:
    return path.with_name(path.name + ".wal")


def _write_through(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
