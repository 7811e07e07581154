"""The program as it was called, `python -m runner` or `planwise`, and its version."""

from __future__ import annotations

import sys
from pathlib import Path

MODULE = "python -m runner"
SCRIPT = "planwise"


def called_as() -> str:
    """The words that the user typed to call it."""
    return SCRIPT if Path(sys.argv[0]).stem == SCRIPT else MODULE


def as_called(text: str) -> str:
    """A text that names commands, with the program named as the user called it."""
    return text if called_as() == MODULE else text.replace(MODULE, SCRIPT)


def version_text() -> str:
    """The version, and those of what matters most to the results."""
    from importlib.metadata import PackageNotFoundError, version

    def found(package: str) -> str:
        try:
            return version(package)
        except PackageNotFoundError:
            return "(not installed)"

    python = ".".join(map(str, sys.version_info[:3]))
    return (
        f"planwise-navigator {found('planwise-navigator')} "
        f"(dbt-core {found('dbt-core')}, duckdb {found('duckdb')}, python {python})"
    )
