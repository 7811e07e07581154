"""The checks of `doctor` for DuckDB."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path

from runner.checks import Check, checked, imported, serialised
from runner.settings import Settings

MODULES = ("dbt.adapters.duckdb", "duckdb")


def duckdb_checks(settings: Settings) -> list[Check]:
    """Packages, settings, and files that can be written and read."""
    return [
        *(checked(f"import {name}", partial(imported, name)) for name in MODULES),
        checked("profiles.yml renders", lambda: _accepted(settings)),
        checked("a DuckDB file can be written", lambda: _writable(settings.database)),
        checked("results serialise", lambda: _serialise(settings)),
    ]


def _accepted(settings: Settings) -> str:
    from runner.destination import check_settings

    check_settings(settings)
    return ", ".join(f"{name}={value}" for name, value in settings.told.items())


def _writable(target: Path) -> str:
    import duckdb

    from runner.publish import Workspace

    Workspace(target).check_target()
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".doctor_") as scratch:
        first, second = Path(scratch) / "a.duckdb", Path(scratch) / "b.duckdb"
        with duckdb.connect(str(first)) as connection:
            connection.execute("create table t as select 1 as one")
        first.replace(second)
    return str(target.parent)


def _serialise(settings: Settings) -> str:
    import duckdb

    from runner.reading import Results

    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "serialise.duckdb"
        duckdb.connect(str(file)).close()
        with Results(file, settings) as results:
            return serialised(results)
