"""Runs that have not become the result: written beside the target, for a failed run leaves that alone.

One JSON object per line, the last line of an attempt counts. An attempt without an end was killed. When a run
becomes the result, these attempts go into its `run_history` and the file is removed.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

if TYPE_CHECKING:
    from runner.config import SimulationConfig

RUNNING, FAILED, INTERRUPTED = "running", "failed", "interrupted"
_KILLED = "the process ended without a word: killed, or the machine went down"
_COLUMNS = (
    "run_id",
    "started_at",
    "finished_at",
    "status",
    "configuration_hash",
    "configuration",
    "error",
)


def configuration_hash(config: SimulationConfig) -> str:
    """Of all parameters with the values that hold; the macro `configuration_hash` gives the same."""
    return hashlib.md5(json.dumps(config.effective(), sort_keys=True).encode()).hexdigest()


class Journal:
    """The attempts at one target. What cannot be written is left out: a full disk must not hide an error."""

    def __init__(self, file: Path) -> None:
        """Take the file; it need not be there."""
        self._file = file
        self._current: dict[str, Any] = {}

    def begin(self, config: SimulationConfig) -> None:
        """A run starts."""
        self._current = {
            "attempt": str(uuid4()),
            "process": os.getpid(),
            "run_id": None,
            "started_at": _now(),
            "status": RUNNING,
            "configuration_hash": configuration_hash(config),
            "configuration": json.dumps(config.to_vars()),
        }
        self._write()

    def built(self, run_id: str | None) -> None:
        """The run has its tables, under the number that dbt gave it; it may yet fail to become the result."""
        self._current["run_id"] = run_id
        self._write()

    def end(self, status: str, error: str, run_id: str | None = None) -> None:
        """The run went wrong."""
        self._current["run_id"] = run_id or self._current["run_id"]
        self._current |= {"status": status, "error": error, "finished_at": _now()}
        self._write()

    def clear(self) -> None:
        """All of it is in the history of the target."""
        self._file.unlink(missing_ok=True)

    def attempts(self, over: bool = False) -> list[dict[str, Any]]:
        """The attempts as rows of run_history, oldest first, without this process's own.

        One that has no end is `running` while its process lives, unless it is known that all are `over`.
        """
        last: dict[str, dict[str, Any]] = {}
        for line in self._lines():
            with suppress(ValueError, KeyError, TypeError):  # half a line, from a process that was killed
                attempt = json.loads(line)
                last[attempt["attempt"]] = attempt
        last.pop(self._current.get("attempt", ""), None)
        return [_row(attempt, over) for attempt in last.values()]

    def _lines(self) -> list[str]:
        try:
            return self._file.read_text(encoding="utf-8").splitlines()
        except OSError:
            return []

    def _write(self) -> None:
        with suppress(OSError), self._file.open("a", encoding="utf-8") as file:
            file.write(f"\n{json.dumps(self._current)}\n")


def _now() -> str:
    return datetime.now(UTC).isoformat(sep=" ", timespec="microseconds").removesuffix("+00:00")


def _row(attempt: dict[str, Any], over: bool) -> dict[str, Any]:
    row = {column: attempt.get(column) for column in _COLUMNS}
    row["run_id"] = row["run_id"] or attempt["attempt"]
    if row["status"] == RUNNING and (over or not _is_alive(attempt.get("process"))):
        row |= {"status": INTERRUPTED, "error": _KILLED}
    return row


def _is_alive(process: Any) -> bool:
    try:
        os.kill(int(process), 0)
    except PermissionError:
        return True  # it is somebody else's
    except (OSError, TypeError, ValueError):
        return False
    return True
