"""The commands `doctor`, which tries everything that a run needs, and `deps`, which installs dbt_utils."""

import json
import re
import sys
import tomllib
from functools import partial
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
from packaging.specifiers import SpecifierSet

from runner.config import load_config
from runner.config.parameters import PROJECT_DIR
from runner.errors import RunnerError
from runner.options import Command, json_option, place_options, settings_of
from runner.projection import INSTALLED, ensure_packages, invoke
from runner.read import Results, open_database
from runner.settings import Settings, SparkSettings
from runner.show import document, print_table, to_json


@click.command(cls=Command)
@place_options
@json_option
def doctor(as_json: bool, **options: Any) -> int:
    """Check the installation and list every issue. The exit code is 1 when there is one."""
    settings = settings_of(options)
    project = tomllib.loads((PROJECT_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = [f"python{project['requires-python']}", *project["dependencies"]]
    needed += project["optional-dependencies"].get(settings.target, [])
    to_try = {name: partial(_check_version, name, bounds) for name, bounds in re.findall(r"([\w-]+)(\S+)", " ".join(needed))}
    to_try["parameter defaults"] = partial(lambda: f"{len(json.loads(to_json(load_config().effective())))}, valid, also as JSON")
    to_try |= {"database": partial(_check_place, settings), "dbt parse": partial(_check_parse, settings)}
    checks = []
    for name, check in to_try.items():
        try:
            checks.append({"name": name, "ok": True, "detail": check()})
        except Exception as error:  # whatever is wrong belongs in the list
            checks.append({"name": name, "ok": False, "detail": getattr(error, "message", repr(error))})
    issues = [f"{check['name']}: {check['detail']}" for check in checks if not check["ok"]]
    content = {"ok": not issues, "checks": checks, "issues": issues}
    print(document("doctor", content)) if as_json else print_table(f"issues: {len(issues)}", checks)
    return 1 if issues else 0


@click.command(cls=Command)
def deps() -> None:
    """Install dbt_utils, or the bundled stand-in where the hub is not reached. PLANWISE_OFFLINE=1 does not try."""
    ensure_packages()
    click.echo(f"dbt_utils is installed: {INSTALLED}")


def _check_version(name: str, bounds: str) -> str:
    found = sys.version.split()[0] if name == "python" else version(name)
    if found not in SpecifierSet(bounds):
        raise RunnerError(f"{found}. Must be {bounds}. ./setup.sh installs it.")
    return found


def _check_place(settings: Settings | SparkSettings) -> str:
    if isinstance(settings, Settings) and not settings.database.exists():
        settings.database.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=settings.database.parent) as folder:
            open_database(Path(folder) / "x.duckdb", read_only=False).close()
        return f"{settings.place}: not there yet. The first run makes it."
    with Results(settings=settings) as results:
        return f"{settings.place}: {len(results.tables())} tables and views"


def _check_parse(settings: Settings | SparkSettings) -> str:
    ensure_packages()
    with TemporaryDirectory() as folder, settings.applied():
        if not (parsed := invoke(["parse"], Path(folder), settings)).success:
            raise RunnerError(str(parsed.exception))
    return "the project can be read"
