"""Checks of the installation; every one runs, whatever the others found."""

from __future__ import annotations

import json
import pickle
import sys
import tempfile
from collections.abc import Callable, Sized
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path

from runner.errors import RunnerError
from runner.project import PROJECT_DIR

MODULES = ("dbt.cli.main", "dbt.adapters.duckdb", "duckdb", "pydantic", "click", "rich", "yaml", "jinja2")
FILES = (
    "dbt_project.yml",
    "profiles.yml",
    "packages.yml",
    "offline_packages/dbt_utils/dbt_project.yml",
    "seeds/sample_employees.csv",
    "seeds/default_job_levels.csv",
)
FOLDERS = ("models", "macros", "seeds", "tests")


@dataclass(frozen=True)
class Check:
    """One check: whether it is fine, and what was seen."""

    name: str
    ok: bool
    detail: str


def diagnose(database: str | None = None) -> list[Check]:
    """Run every check."""
    checks = [_checked("python version", _python)]
    checks += [_checked(f"import {name}", partial(_imported, name)) for name in MODULES]
    checks += [_checked(name, partial(_file, name)) for name in FILES]
    checks += [_checked(f"{name}/", partial(_folder, name)) for name in FOLDERS]
    checks += [
        _checked("parameter declarations", _declarations),
        _checked("profiles.yml renders", lambda: _profile(database)),
        _checked("a DuckDB file can be written", lambda: _writable(database)),
        _checked("results serialise", _serialise),
        _checked("dbt_utils", _packages),
        _checked("dbt parse", lambda: _parse(database)),
    ]
    return checks


def _checked(name: str, check: Callable[[], str]) -> Check:
    try:
        return Check(name, True, check())
    except RunnerError as error:
        return Check(name, False, error.message)
    except Exception as error:  # whatever is wrong belongs in the list
        return Check(name, False, f"{type(error).__name__}: {error}")


def _fail(text: str) -> str:
    raise RunnerError(text)


def _python() -> str:
    version = ".".join(map(str, sys.version_info[:3]))
    return version if sys.version_info >= (3, 11) else _fail(f"{version}; must be 3.11 or later")


def _imported(name: str) -> str:
    from importlib.metadata import packages_distributions, version

    import_module(name)
    if name.startswith("dbt."):
        return version("dbt-core" if name == "dbt.cli.main" else "dbt-duckdb")
    return version(packages_distributions()[name][0])


def _file(name: str) -> str:
    return "found" if (PROJECT_DIR / name).is_file() else _fail(f"{PROJECT_DIR / name} is missing")


def _folder(name: str) -> str:
    count = sum(1 for path in (PROJECT_DIR / name).rglob("*") if path.is_file())
    return f"{count} files" if count else _fail(f"{PROJECT_DIR / name} is missing or empty")


def _declarations() -> str:
    from runner.config import load_config
    from runner.declarations import declared_parameters

    load_config()
    return f"{len(declared_parameters())} parameters, defaults are valid"


def _profile(database: str | None) -> str:
    from runner.projection import check_settings
    from runner.settings import read_settings

    settings = read_settings(database)
    check_settings(settings)
    return ", ".join(f"{name}={value}" for name, value in settings.told.items())


def _writable(database: str | None) -> str:
    import duckdb

    from runner.publish import Workspace
    from runner.settings import read_settings

    target = read_settings(database).database
    Workspace(target).check_target()
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".doctor_") as scratch:
        first, second = Path(scratch) / "a.duckdb", Path(scratch) / "b.duckdb"
        with duckdb.connect(str(first)) as connection:
            connection.execute("create table t as select 1 as one")
        first.replace(second)
    return str(target.parent)


def _serialise() -> str:
    from runner.reading import Results

    with tempfile.TemporaryDirectory() as scratch:
        import duckdb

        file = Path(scratch) / "serialise.duckdb"
        duckdb.connect(str(file)).close()
        with Results(file) as results:
            found = results.query(
                "select date '2025-01-31' as d, 0.10::decimal(9, 2) as amount, [1, 2] as items"
            )
    same = pickle.loads(pickle.dumps(found)) == found
    text = found.to_json()
    sound = same and "0.10" in text and json.loads(text)[0]["d"] == "2025-01-31"
    return "pickle and JSON" if sound else _fail(f"pickle or JSON differs: {text}")


def _packages() -> str:
    from runner.packages import BUNDLED, is_installed

    if is_installed():
        return "installed"
    return (
        "not installed yet; the first run does it"
        if BUNDLED.is_dir()
        else _fail("neither installed nor bundled")
    )


def _parse(database: str | None) -> str:
    from runner.dbt_build import invoke
    from runner.packages import ensure_packages
    from runner.settings import read_settings

    settings = read_settings(database)
    ensure_packages()
    with tempfile.TemporaryDirectory() as scratch:
        work_dir = Path(scratch)
        with settings.applied(work_dir / settings.database.name):
            result = invoke(["parse"], work_dir)
    if not result.success:
        _fail(str(result.exception).strip() or "dbt parse failed")
    nodes: Sized = result.result.nodes  # type: ignore[union-attr]
    return f"{len(nodes)} nodes"
