"""What is wrong with a file that a parameter names: before dbt runs, and when an engine cannot read it."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from runner.errors import EnvironmentProblem, InputError
from runner.messages import printable, shown

# of an engine that has no memory or disk left, the file is not to blame
_OF_THE_MACHINE = re.compile(
    r"out of memory|no space left|could not write|temp(orary)? directory", re.IGNORECASE
)
_REASON = re.compile(r"(?:IO|Invalid Input|Invalid|Conversion|Serialization) Error: ([^\n]*)")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:/")
_MIXED = "state machine reached an invalid state"


def unread_file(node: str, text: str, dbt_vars: Mapping[str, Any]) -> InputError | None:
    """The error about the file that a model reads, when that is what dbt's text is about."""
    files = {f"assumptions.{table}": file for table, file in dbt_vars.get("assumptions", {}).items()}
    files["census_path"] = dbt_vars.get("census_path")
    parameter = "census_path" if node == "employees" else f"assumptions.{node}"
    reason = _REASON.search(text)
    if files.get(parameter) is None or reason is None or _OF_THE_MACHINE.search(text):
        return None
    hint = "open it in the program that made it, and save it as CSV or Parquet once more"
    if _MIXED in text:
        hint = "save it with one kind of line ending, LF or CR LF, and with every double quote closed"
    return InputError(
        f"`{parameter}`: {files[parameter]}: cannot be read: {reason.group(1).strip()}", hint=hint
    )


def is_address(path: str) -> bool:
    """Whether a path is one that DuckDB would download, such as https://... or s3://..."""
    return _ADDRESS.match(path) is not None


def checked_path(text: str | Path) -> Path:
    """A path as it was typed, with `~` replaced.

    InputError where no file could ever be called so, EnvironmentProblem where its folder may not be entered.
    """
    try:
        path = Path(text).expanduser()
        os.access(path, os.F_OK)  # unlike exists() it takes no NUL
        path.exists()
        return path
    except PermissionError as error:
        raise EnvironmentProblem(
            f"{shown(str(text))}: cannot be reached ({error.strerror})",
            hint="give another path, or get leave",
        ) from error
    except (OSError, RuntimeError, ValueError) as error:  # too long, a loop of links, nobody's home, no text
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise InputError(f"{shown(str(text))}: is no path: {reason}", hint="give another path") from error


def output_path(text: str | Path) -> Path:
    """The absolute path of a file to write; InputError where there is something else than a file."""
    path = checked_path(text).absolute()
    check_replaceable(path)
    return path


def check_replaceable(path: Path) -> None:
    """Raise InputError for a pipe, where who writes waits, and a device, which a file would replace."""
    if path.exists() and not path.is_file() and not path.is_dir():
        raise InputError(
            f"{printable(str(path))}: is a pipe or a device; must be a file", hint="give another path"
        )


def trouble_with(path: str) -> str | None:
    """Why a file cannot be read, or None. A pipe is not opened: that would wait for who writes into it."""
    if is_address(path):
        return "is an address; must be a file on this machine: download it first"
    try:
        mode = Path(path).stat().st_mode
        if stat.S_ISDIR(mode):
            return "is a directory"
        if not stat.S_ISREG(mode):
            return "is a pipe or a device; must be a file: write it to one first"
        with Path(path).open("rb"):
            return None
    except FileNotFoundError:
        return "there is no such file"
    except (OSError, ValueError) as error:
        return f"cannot be read ({error.strerror if isinstance(error, OSError) else error})"
