"""What a hostile user would type, and tools to see what came of it."""

from __future__ import annotations

import io
import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import pytest
from helpers import PROJECT

from runner.cli import main
from runner.errors import printable

LIMIT = 600  # seconds: everything ends, on a busy machine too

# Texts that leave a trace where they are executed: a table or a file of this name, or this line in the
# output. The line is put together by Jinja, so that the text itself does not hold it.
TRACE = "planwise_was_here"
_HALVES = "'planwise_' ~ 'was_here'"
JINJA = [
    f"{{{{ log({_HALVES}, info=true) }}}}",
    f"{{% do log({_HALVES}, info=true) %}}",
    f"{{{{ run_query('create table {TRACE} as select 1') }}}}",
    f'{{% do run_query("create table {TRACE} as select 1") %}}',
    f"{{{{ exceptions.raise_compiler_error({_HALVES}) }}}}",
    "{{ 1 / 0 }}",
    "{{ env_var('HOME') }}",
    "{% endraw %}{{ 1 / 0 }}{% raw %}",
    "{#",
    "#}",
    "{{",
    "%}",
]
SQL = [
    f"'; create table {TRACE} as select 1; --",
    f'"; create table {TRACE} as select 1; --',
    f"') as t; copy (select 1) to '{TRACE}.csv'; select ('",
    f"x' as a, (select 1)); attach '{TRACE}.duckdb'; --",
    "'; drop table simulation_config; --",
    "' || (select version()) || '",
    "O''Brien",
    "$$ select 1 $$",
    "/* ",
    "-- ",
    "E'\\'",
    "`id`",
]
ODD = [
    *("'", '"', "''", '""', ";", "\\", "\\'", "%", "%s%n", "*", "?", "[a]", "{}", "(", ")", "<b>", "&amp;"),
    *("null", "NULL", "none", "true", "0", "-1", "1e3", "NaN", "~", "=1+1", "@a", "*a", "&a b", "# c", "a: b"),
    *("a: b", "- a", "!!python/object:os.system x", "<<", "...", "---", "--select", "$(id)", "__class__", "a.b", "."),
    *("é", "ß", "日本語", "مرحبا", "שלום", "😀", "👩‍👩‍👧", "e\u0301", "\u00a0x", "\u200fx", "\ufeffx", "a" * 200),
]
UNPRINTABLE = [
    *("\0", "a\0b", "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x7f", "\x85", "\x9b31m", "\u2028", "\u2029"),
    *("\u202eabc", "\u2066x", "\ufffe", "\b\b\b"),
]
BREAKS = ["a\nb", "a\r\nb", "a\tb", "\nerror: not me"]
EMPTY = ["", " ", "\t", "\n", "\u00a0"]
LEGAL = [*JINJA, *SQL, *ODD]
TEXTS = [*LEGAL, *UNPRINTABLE, *BREAKS, *EMPTY, "a" * 201, "a" * 5000]


@dataclass(frozen=True)
class Said:
    """What one command came to."""

    code: int
    out: str
    err: str

    @property
    def problems(self) -> list[str]:
        """The messages, without what the command puts before them."""
        return [line.removeprefix("error: ") for line in self.err.split("\n") if line.startswith("error: ")]


def said(*arguments: str) -> Said:
    """A command of the runner in this process, within the limit of time."""
    out, err = io.StringIO(), io.StringIO()
    with within(LIMIT), redirect_stdout(out), redirect_stderr(err):
        code = main(arguments)
    return Said(code, out.getvalue(), err.getvalue())


def what_is_wrong_with(answer: Said) -> str | None:
    """Why an answer is not one that people can act on: nothing, a traceback, or what drives a terminal."""
    if answer.code not in (0, 2, 3):
        return f"exit code {answer.code}: {answer.err[:300]}"
    if re.search(r"Traceback|unexpected \w+|RecursionError|Exception", answer.err):
        return f"a traceback or a surprise: {answer.err[:300]}"
    lines = ["", *answer.err.split("\n")]
    if any(line != printable(line) for line in lines):
        return f"not printable: {answer.err[:300]!r}"
    if answer.code and (not answer.problems or not lines[-2].startswith("hint: ") or len(answer.err) > 20_000):
        return f"no message, no hint or too much of it: {answer.err[:300]}"
    if answer.code == 0 and "error: " in answer.err:
        return f"an error and exit code 0: {answer.err[:300]}"
    return None


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """Fail when it takes longer; a read that waits is interrupted too."""

    def late(signum: int, frame: FrameType | None) -> None:  # noqa: ARG001
        pytest.fail(f"took more than {seconds} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def without_privilege() -> Iterator[None]:
    """As somebody who may not read what is not theirs: root, whom no mode of a file stops, becomes nobody."""
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)


def project_files() -> dict[str, int]:
    """Every file of the project and when it was written, but what dbt and Python keep for themselves."""
    kept = {"target", "logs", ".git", ".venv", "dbt_packages", "data", "tmp", "out"}
    found = {}
    for path in PROJECT.iterdir():
        if path.name in kept or path.name.startswith("."):
            continue
        for file in [path] if path.is_file() else path.rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts:
                found[str(file)] = file.stat().st_mtime_ns
    return found


def traces(folder: Path) -> list[str]:
    """Files that an executed text has left in a folder, in the project or where the command was called."""
    places = [folder, PROJECT, Path.cwd()]
    return [str(file) for place in places for file in place.glob(f"{TRACE}*")]
