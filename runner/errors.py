"""Every error the runner raises on purpose, and its exit code.

RunnerError
|-- InputError            exit 2: a parameter, the content of a file, a table name or a query is wrong
|-- EnvironmentProblem    exit 3: a missing or unreadable file, a missing tool, no space, no memory
|   `-- Busy              exit 3: another process holds what is needed and may release it later
`-- RunFailed             exit 1: dbt ran and a model or a test failed (carries the `RunResult`)
"""

import re
from typing import IO, Any, ClassVar

import click

# control characters, line and paragraph separators, changes of direction, halves of surrogate pairs
_UNPRINTABLE = re.compile("[^ -~\xa0-\u2027\u202f-\u2065\u206a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def printable(text: str) -> str:
    """The text with U+FFFD for each character that would drive a terminal."""
    return _UNPRINTABLE.sub("\ufffd", text)


class RunnerError(click.ClickException):
    """Base of the tree: `message` has one problem per line, `hint` says what to do next."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint

    def add_hint(self, more: str | None) -> None:
        self.hint = " ".join(part for part in (self.hint, more) if part)

    def show(self, file: IO[Any] | None = None) -> None:  # noqa: ARG002 (the signature of click)
        for line in map(printable, self.message.split("\n")):
            click.echo(line if line.startswith("  ") else f"error: {line}", err=True)
        if self.hint:
            click.echo(f"hint: {printable(self.hint)}", err=True)


class InputError(RunnerError):
    exit_code = 2


class EnvironmentProblem(RunnerError):  # noqa: N818 (a problem, not a mistake)
    exit_code = 3


class Busy(EnvironmentProblem):
    pass


class RunFailed(RunnerError):  # noqa: N818 (what happened)
    def __init__(self, message: str, hint: str | None = None, result: Any = None) -> None:
        super().__init__(message, hint)
        self.result = result


class EmptyResultWarning(UserWarning):
    """A query returned no rows. Its columns are still there."""


class MixedRunsWarning(UserWarning):
    """The tables come from more than one run, so their numbers may not fit together."""
