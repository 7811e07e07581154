"""`dbt_packages/dbt_utils`: from the dbt hub, or the bundled stand-in where the hub cannot be reached."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import click

from runner.errors import EnvironmentProblem
from runner.project import PROJECT_DIR

INSTALLED = PROJECT_DIR / "dbt_packages" / "dbt_utils"
BUNDLED = PROJECT_DIR / "offline_packages" / "dbt_utils"
_SECONDS = 60


def is_installed() -> bool:
    """Whether dbt finds the package."""
    return (INSTALLED / "dbt_project.yml").is_file()


def ensure_packages() -> None:
    """Install dbt_utils if it is missing. `PLANWISE_OFFLINE=1` skips the attempt to reach the hub."""
    if is_installed():
        return
    if os.environ.get("PLANWISE_OFFLINE", "") in ("", "0") and _from_hub():
        return
    _copy_bundled()
    click.echo(
        "dbt hub not reachable: using the bundled stand-in for dbt_utils (offline_packages/dbt_utils)",
        err=True,
    )


def _from_hub() -> bool:
    """`dbt deps` in a process of its own, so that a hub that never answers can be given up on."""
    with tempfile.TemporaryDirectory() as scratch:
        command = [sys.executable, "-c", "from dbt.cli.main import cli; cli()", "--log-path", scratch]
        command += ["deps", "--project-dir", str(PROJECT_DIR), "--profiles-dir", str(PROJECT_DIR)]
        try:
            done = subprocess.run(
                command, capture_output=True, timeout=_SECONDS, check=False, cwd=PROJECT_DIR
            )
        except subprocess.TimeoutExpired:
            return False
    return done.returncode == 0 and is_installed()


def _copy_bundled() -> None:
    """Copy the stand-in beside its place first, so that a half-made copy is never taken for the package."""
    if not (BUNDLED / "dbt_project.yml").is_file():
        raise EnvironmentProblem(
            f"dbt_utils is not installed and {BUNDLED} is missing",
            hint="restore offline_packages/, or run `dbt deps`",
        )
    try:
        INSTALLED.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=INSTALLED.parent.parent, prefix=".dbt_utils_") as scratch:
            copy = Path(scratch) / "dbt_utils"
            shutil.copytree(BUNDLED, copy)
            shutil.rmtree(INSTALLED, ignore_errors=True)
            copy.rename(INSTALLED)
    except OSError as error:
        if not is_installed():  # another run may have been quicker
            raise EnvironmentProblem(f"{INSTALLED}: cannot be written ({error})") from error
