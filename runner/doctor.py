"""Checks of the installation; every one runs, whatever the others found."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sized
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from runner.checks import Check, checked, fail, imported
from runner.errors import EnvironmentProblem
from runner.project import PROJECT_DIR
from runner.settings import Settings
from runner.target import read_target

if TYPE_CHECKING:
    from runner.spark_settings import SparkSettings

MODULES = ("dbt.cli.main", "pydantic", "click", "rich", "yaml", "jinja2", "pyarrow", "xlsxwriter")
FILES = (
    "dbt_project.yml",
    "profiles.yml",
    "packages.yml",
    "offline_packages/dbt_utils/dbt_project.yml",
    "seeds/sample_employees.csv",
    "seeds/default_job_levels.csv",
)
FOLDERS = ("models", "macros", "seeds", "tests")


def diagnose(
    database: str | None = None, target: str | None = None, schema: str | None = None
) -> list[Check]:
    """Run every check of the project, and those of the engine of the target."""
    read = partial(read_target, target, schema, database)
    try:
        engine = _engine_checks(read())
    except EnvironmentProblem as error:
        engine = [Check("profiles.yml renders", False, error.message)]
    return [
        checked("python version", _python),
        *(checked(f"import {name}", partial(imported, name)) for name in MODULES),
        *(checked(name, partial(_file, name)) for name in FILES),
        *(checked(f"{name}/", partial(_folder, name)) for name in FOLDERS),
        checked("parameter declarations", _declarations),
        *engine,
        checked("dbt_utils", _packages),
        checked("dbt parse", lambda: _parse(read())),
    ]


def _engine_checks(settings: Settings | SparkSettings) -> list[Check]:
    if isinstance(settings, Settings):
        from runner.duckdb_checks import duckdb_checks

        return duckdb_checks(settings)
    from runner.spark_checks import spark_checks

    return spark_checks(settings)


def _python() -> str:
    version = ".".join(map(str, sys.version_info[:3]))
    return version if sys.version_info >= (3, 11) else fail(f"{version}; must be 3.11 or later")


def _file(name: str) -> str:
    return "found" if (PROJECT_DIR / name).is_file() else fail(f"{PROJECT_DIR / name} is missing")


def _folder(name: str) -> str:
    count = sum(1 for path in (PROJECT_DIR / name).rglob("*") if path.is_file())
    return f"{count} files" if count else fail(f"{PROJECT_DIR / name} is missing or empty")


def _declarations() -> str:
    from runner.config import load_config
    from runner.declarations import declared_parameters

    load_config()
    return f"{len(declared_parameters())} parameters, defaults are valid"


def _packages() -> str:
    from runner.packages import BUNDLED, is_installed

    if is_installed():
        return "installed"
    return (
        "not installed yet; the first run does it"
        if BUNDLED.is_dir()
        else fail("neither installed nor bundled")
    )


def _parse(settings: Settings | SparkSettings) -> str:
    from runner.dbt_build import invoke
    from runner.packages import ensure_packages

    ensure_packages()
    with tempfile.TemporaryDirectory() as scratch:
        work_dir = Path(scratch)
        away = (work_dir / settings.database.name,) if isinstance(settings, Settings) else ()
        with settings.applied(*away):
            result = invoke(["parse"], work_dir, target=settings.target)
    if not result.success:
        fail(str(result.exception).strip() or "dbt parse failed")
    nodes: Sized = result.result.nodes  # type: ignore[union-attr]
    return f"{len(nodes)} nodes"
