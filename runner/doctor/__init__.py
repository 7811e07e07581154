"""The commands `doctor`, which tries everything that a run needs, and `deps`, which installs dbt_utils."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import click
from packaging.requirements import Requirement

from runner.config import load_config
from runner.config.parameters import PROJECT_DIR
from runner.errors import RunnerError
from runner.options import Command, json_option, place_options, settings_of
from runner.projection.packages import INSTALLED, ensure_packages
from runner.read import Results, open_database
from runner.settings import Settings, SparkSettings
from runner.show import document, print_note


@click.command(cls=Command)
@place_options
@json_option
@click.pass_context
def doctor(ctx: click.Context, /, as_json: bool, **options: Any) -> None:
    """Check the installation and list every issue. The exit code is 1 when there is one.

    \b
    Example:
      planwise doctor
      planwise doctor --target spark --json
    """
    settings = settings_of(options)
    checks = [
        *_check_packages(settings.target),
        _try("parameter defaults", lambda: f"{len(load_config().effective())} parameters, all valid"),
        _try("database" if settings.target == "duckdb" else "schema", partial(_check_place, settings)),
        _try("dbt parse", partial(_check_parse, settings)),
    ]
    issues = [f"{check['name']}: {check['detail']}" for check in checks if not check["ok"]]
    if as_json:
        print(document("doctor", {"ok": not issues, "checks": checks, "issues": issues}))
    else:
        for entry in checks:
            print_note(f"{'ok   ' if entry['ok'] else 'ISSUE'} {entry['name']}: {entry['detail']}", indent=6)
        print(f"{len(issues)} issue{'' if len(issues) == 1 else 's'} in {len(checks)} checks")
    ctx.exit(1 if issues else 0)


@click.command(cls=Command)
def deps() -> None:
    """Install dbt_utils, which `dbt build` by hand needs too.

    Where the hub cannot be reached, the bundled stand-in is used. PLANWISE_OFFLINE=1 skips the attempt.

    \b
    Example:
      planwise deps
    """
    ensure_packages()
    click.echo(f"dbt_utils is installed: {INSTALLED}")


def _try(name: str, check: Callable[[], str]) -> dict[str, Any]:
    try:
        return {"name": name, "ok": True, "detail": check()}
    except Exception as error:  # whatever is wrong belongs in the list
        detail = error.message if isinstance(error, RunnerError) else f"{type(error).__name__}: {error}"
        return {"name": name, "ok": False, "detail": detail}


def _check_packages(target: str) -> list[dict[str, Any]]:
    """Python and each package with the versions that pyproject.toml asks for."""
    project = tomllib.loads((PROJECT_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"].get(target, [])]
    checks = []
    for requirement in map(Requirement, [f"python{project['requires-python']}", *wanted]):
        try:
            found = sys.version.split()[0] if requirement.name == "python" else version(requirement.name)
        except PackageNotFoundError:
            found = ""
        ok = bool(found) and requirement.specifier.contains(found, prereleases=True)
        detail = found or "not installed"
        detail += "" if ok else f". Must be {requirement.specifier}. ./setup.sh installs it."
        checks.append({"name": requirement.name, "ok": ok, "detail": detail})
    return checks


def _check_place(settings: Settings | SparkSettings) -> str:
    """That a file beside the database can be written and moved, or that Spark answers. And that results can be read."""
    if isinstance(settings, Settings):
        settings.database.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=settings.database.parent, prefix=".doctor_") as scratch:
            first, second = Path(scratch) / "a.duckdb", Path(scratch) / "b.duckdb"
            with open_database(first, read_only=False) as connection:
                settings.apply_to(connection)
                connection.execute("create table t as select 1 as one")
            first.replace(second)
        if not settings.database.exists():
            return f"{settings.place}: not there yet. The first run makes it."
    with Results(settings=settings) as results:
        return f"{settings.place}: {len(results.tables())} tables and views"


def _check_parse(settings: Settings | SparkSettings) -> str:
    """In a process of its own, so that nothing of dbt has to be importable here."""
    ensure_packages()
    with tempfile.TemporaryDirectory() as scratch, settings.applied():
        places = ["--project-dir", str(PROJECT_DIR), "--profiles-dir", str(PROJECT_DIR), "--target", settings.target]
        command = [sys.executable, "-c", "from dbt.cli.main import cli; cli()", "--log-path", scratch, "parse"]
        done = subprocess.run([*command, *places, "--target-path", scratch], capture_output=True, text=True, check=False)
        if done.returncode:
            raise RunnerError(f"dbt parse failed: {(done.stdout + done.stderr).strip()}")
        manifest = json.loads((Path(scratch) / "manifest.json").read_text(encoding="utf-8"))
    return f"{len(manifest['nodes'])} nodes"
