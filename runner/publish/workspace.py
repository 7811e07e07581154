"""How a run becomes the result: a working file beside the target, carried over, completed and moved in one step.

At every moment, also after a power failure, the target is one whole file: the former result or the new one.
"""

import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import duckdb
from filelock import FileLock, Timeout

from runner.errors import Busy, EnvironmentProblem
from runner.publish import explain_disk, write_through
from runner.publish.carry_over import HISTORY, OLD, both_files, carry_user_objects, complete_history, history_columns
from runner.publish.signals import held
from runner.read import open_database, quoted

_PATIENCE = 30.0  # seconds for a finished file to take its place: a run costs more than that to repeat


Outcome = TypeVar("Outcome")


def when_free(attempt: Callable[[], Outcome], seconds: float, quiet: bool = False) -> Outcome:
    """What `attempt` gives. While it raises Busy it is tried again, until the time is up."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return attempt()
        except Busy as error:
            if time.monotonic() >= deadline:
                raise
            if not quiet:
                print(f"waiting up to {seconds:g} s: {error.message}", file=sys.stderr, flush=True)
            quiet = True
            time.sleep(min(0.1, max(0.0, deadline - time.monotonic())))


@contextmanager
def run_lock(folder: Path, place: str, hint: str, wait: float = 0, quiet: bool = False) -> Iterator[None]:
    """Make the folder and hold its lock. The lock goes with the process, however it ends."""
    holder, lock = folder / "pid", FileLock(folder / "lock")

    def take() -> None:
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            pid = holder.read_text() if holder.exists() else "unknown"
            advice = f"Wait for it with --wait SECONDS, or {hint}."
            raise Busy(f"{place}: another run (process {pid}) is building it.", advice) from error

    try:
        folder.mkdir(parents=True, exist_ok=True)
        when_free(take, wait, quiet)
        holder.write_text(str(os.getpid()))
    except OSError as error:
        problem = EnvironmentProblem(f"{folder}: cannot be written ({error.strerror}).", f"To go on, {hint}.")
        raise explain_disk(error) or problem from error
    try:
        yield
    finally:
        lock.release()


class Journal:
    """Attempts at one target, one JSON object a line: the last line of an attempt counts.

    A failed run leaves the target alone, so its row waits here for the next run that succeeds.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._current: dict[str, Any] = {}

    def begin(self, about: Mapping[str, Any]) -> None:
        self._note(attempt=str(uuid4()), process=os.getpid(), run_id=None, started_at=_now(), status="running", **about)

    def end(self, status: str, error: str, run_id: str | None = None) -> None:
        """Note that the run went wrong: failed or interrupted."""
        run_id = run_id or self._current.get("run_id")
        self._note(status=status, error=error, run_id=run_id, finished_at=_now())

    def _note(self, **changes: Any) -> None:
        self._current |= changes
        with suppress(OSError), self._file.open("a", encoding="utf-8") as file:  # a full disk must not hide an error
            file.write(f"\n{json.dumps(self._current)}\n")

    def clear(self) -> None:
        self._file.unlink(missing_ok=True)

    def attempts(self, over: bool = False) -> list[dict[str, Any]]:
        """Rows of run_history, oldest first, without this process's own. A process that is gone was killed."""
        last: dict[str, dict[str, Any]] = {}
        with suppress(OSError):
            for line in self._file.read_text(encoding="utf-8").splitlines():
                with suppress(ValueError, KeyError, TypeError):  # half a line, from a process that was killed
                    attempt = json.loads(line)
                    last[attempt["attempt"]] = attempt
        last.pop(self._current.get("attempt", ""), None)
        for name, attempt in last.items():
            process = attempt.pop("process", None)
            attempt["run_id"] = attempt["run_id"] or name
            if attempt["status"] == "running" and (over or not _is_alive(process)):
                attempt |= {"status": "interrupted", "error": "The process was killed, or the machine went down."}
        columns = ["run_id", "started_at", "finished_at", "status", "configuration_hash", "configuration", "error"]
        return [{column: attempt.get(column) for column in columns} for attempt in last.values()]


def _now() -> str:
    return datetime.now(UTC).isoformat(sep=" ", timespec="microseconds").removesuffix("+00:00")


def _is_alive(process: Any) -> bool:
    if os.name == "nt":  # os.kill would end it
        return False
    try:
        os.kill(int(process), 0)
    except PermissionError:
        return True
    except (OSError, TypeError, ValueError):
        return False
    return True


@dataclass(frozen=True)
class Workspace:
    """The places of one run. All are on the file system of the target, so that the move is atomic."""

    target: Path
    wait: float | None = None
    quiet: bool = False

    @property
    def folder(self) -> Path:
        return self.target.parent / ".run" / self.target.name

    @property
    def working(self) -> Path:
        """The file dbt writes. It has the target's name because DuckDB names the catalog after it."""
        return self.folder / "new" / self.target.name

    def journal(self) -> Journal:
        return Journal(self.folder / "attempts.jsonl")

    def check_target(self) -> None:
        """Raise when a writer has the target, or when it is not a DuckDB file. It is only read."""
        if self.target.exists():
            when_free(lambda: open_database(self.target), self.wait or 0, self.quiet).close()

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Hold the lock of the target. Inside, the working file is fresh and has the run history."""
        self.check_target()
        with run_lock(self.folder, str(self.target), "give another --database", self.wait or 0, self.quiet):
            try:
                self.working.parent.mkdir(exist_ok=True)
                _remove(self.working)
                if self.target.exists():
                    with ExitStack() as stack:
                        connection = self._open_both(stack, self.wait or 0)
                        if history_columns(connection, OLD):
                            connection.execute(f"create table main.{HISTORY} as from {OLD}.main.{HISTORY}")
                yield
            finally:
                _remove(self.working)

    def publish(self, made_by_project: Collection[tuple[str, str]], journal: Journal) -> list[str]:
        """Move the working file over the target. Returns warnings about users' own tables and views."""
        try:
            with ExitStack() as stack:
                connection = self._open_both(stack, _PATIENCE if self.wait is None else self.wait)
                warnings = self._complete(connection, made_by_project, journal.attempts(over=True))
                write_through(self.working)
                if os.name == "nt":
                    stack.close()  # Windows replaces no open file
                with held():
                    self.working.replace(self.target)
                    write_through(self.target.parent)
                    journal.clear()
                    for leftover in (self.working, self.kept("failed"), self.kept("finished")):
                        _remove(leftover)
        except OSError as error:
            problem = EnvironmentProblem(f"{self.target}: cannot be replaced ({error.strerror}).")
            raise explain_disk(error) or problem from error
        return warnings

    def kept(self, name: str) -> Path:
        return self.folder / f"{name}.duckdb"

    def keep(self, name: str) -> Path | None:
        if not self.working.exists():
            return None
        place = self.kept(name)
        _remove(place)
        self.working.replace(place)
        if _wal(self.working).exists():
            _wal(self.working).replace(_wal(place))
        return place

    def discard(self) -> None:
        _remove(self.working)

    def _open_both(self, stack: ExitStack, wait: float) -> duckdb.DuckDBPyConnection:
        # the old file is attached read-only, so that no other process writes to it meanwhile
        def attempt() -> duckdb.DuckDBPyConnection:
            if _wal(self.target).exists():  # left by a killed program: the new file would not open beside it
                open_database(self.target, read_only=False).close()
            connection = stack.enter_context(both_files(self.target, self.working))
            if _wal(self.target).exists():
                stack.close()
                raise Busy(f"{self.target}: another program writes to it.")
            return connection

        return when_free(attempt, wait, self.quiet)

    def _complete(
        self, connection: duckdb.DuckDBPyConnection, made_by_project: Collection[tuple[str, str]], attempts: list[dict[str, Any]]
    ) -> list[str]:
        warnings = carry_user_objects(connection, made_by_project) if self.target.exists() else []
        complete_history(connection, attempts)
        [(new,)] = connection.execute("select current_database()").fetchall()
        connection.execute("checkpoint")
        connection.execute(f"attach ':memory:' as nowhere; use nowhere; detach {quoted(new)}")
        if self.target.exists():
            shutil.copymode(self.target, self.working)
        if warnings:
            before = shutil.copy(self.target, self.kept("before"))
            warnings.append(f"the file as it was before this run is kept: {before}")
        return warnings


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    _wal(path).unlink(missing_ok=True)


def _wal(path: Path) -> Path:
    return path.with_name(path.name + ".wal")
