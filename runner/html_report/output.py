"""Where the report goes: written whole or not at all, and only over another report."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from runner.errors import EnvironmentProblem, InputError
from runner.html_report import GENERATOR

_HEAD = 1024


def check_output(path: Path, force: bool) -> None:
    """Raise when the file cannot be written, or is something else than a report."""
    if path.is_dir():
        raise InputError(
            f"--output: {path} is a directory", hint=f"name a file: --output {path / 'report.html'}"
        )
    if not path.parent.is_dir():
        raise EnvironmentProblem(f"--output: {path.parent}: there is no such directory", hint="make it first")
    if path.exists() and not force and not _is_report(path):
        raise InputError(
            f"--output: {path} exists and is not a report",
            hint="give another --output, or --force to replace it",
        )


def write_output(path: Path, text: str) -> int:
    """Replace the file in one step; returns its size in bytes."""
    content = text.encode()
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
            Path(name).chmod(mode)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise EnvironmentProblem(f"{path}: cannot be written ({error.strerror})") from error
    return len(content)


def _is_report(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise EnvironmentProblem(f"{path}: cannot be read ({error.strerror})") from error
    return f'<meta name="generator" content="{GENERATOR.partition("/")[0]}'.encode() in head


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
