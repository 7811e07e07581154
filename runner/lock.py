"""One run at a time: the working folder of a run, and beside it a lock file that says who holds it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from runner.errors import Busy, EnvironmentProblem
from runner.waiting import when_free


@contextmanager
def run_lock(
    folder: Path, name: str, *, built: str, busy: str, unwritable: str, wait: float = 0, quiet: bool = False
) -> Iterator[None]:
    """Make the folder and hold its lock; `built` says what is built, `busy` and `unwritable` are hints.

    The lock goes with the process: however it ends, the next run can take it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder.parent / f"{name}.lock").open("a+")
    except OSError as error:
        raise EnvironmentProblem(
            f"{folder}: cannot be written ({error.strerror})", hint=unwritable
        ) from error
    with lock:
        when_free(lambda: _take(lock.fileno(), built, busy), wait, quiet)
        lock.seek(0)
        lock.truncate()
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def _take(descriptor: int, built: str, busy: str) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.lseek(descriptor, 0, os.SEEK_SET)
        holder = os.read(descriptor, 20).decode() or "unknown"
        raise Busy(
            f"{built}: another run (process {holder}) is building it",
            hint=f"wait for it with --wait SECONDS, or {busy}",
        ) from error
