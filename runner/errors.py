"""Every error the runner raises on purpose, and the exit code of each.

RunnerError
|-- InputError            exit 2: a parameter, file content, table name or query is wrong
|-- EnvironmentProblem    exit 3: a missing or unreadable file; a missing tool; no space, no memory
|   `-- Busy              exit 3: another process holds what is needed; later it may be free
`-- RunFailed             exit 1: dbt ran and a model or a test failed (carries the `RunResult`)

`message` says what, where, the value seen and what is allowed; `hint` says what to do next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from runner.run_result import RunResult


class RunnerError(Exception):
    """Base of the tree: a message for people, a hint and an exit code."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, hint: str | None = None) -> None:
        """Keep the message (one problem per line) and what to do about it."""
        super().__init__(message)
        self.message = message
        self.hint = hint


class InputError(RunnerError):
    """What the user gave is wrong; nothing was run."""

    exit_code = 2


class EnvironmentProblem(RunnerError):  # noqa: N818 (a problem, not a mistake)
    """The machine does not allow it now: a lock, a missing file, no space."""

    exit_code = 3


class Busy(EnvironmentProblem):
    """Another process holds a file or is building it."""


class RunFailed(RunnerError):  # noqa: N818 (what happened)
    """dbt ran and a model or a test failed; the target file is as it was."""

    exit_code = 1

    def __init__(self, message: str, hint: str | None = None, result: RunResult | None = None) -> None:
        """Keep the result of the failed run beside the message."""
        super().__init__(message, hint)
        self.result = result


class EmptyResultWarning(UserWarning):
    """A query returned no rows; its columns are still there."""


class MixedRunsWarning(UserWarning):
    """The tables are of more than one run, so that their numbers need not fit together."""
