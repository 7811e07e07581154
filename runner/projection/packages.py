"""`dbt_packages/dbt_utils`: from the dbt hub, or the bundled stand-in where the hub cannot be reached."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import click

from runner.config.parameters import PROJECT_DIR
from runner.errors import EnvironmentProblem

INSTALLED = PROJECT_DIR / "dbt_packages" / "dbt_utils"
BUNDLED = PROJECT_DIR / "offline_packages" / "dbt_utils"
_SECONDS = 60


def is_installed() -> bool:
    return (INSTALLED / "dbt_project.yml").is_file()


def ensure_packages() -> None:
    """Install dbt_utils if it is missing. `PLANWISE_OFFLINE=1` skips the attempt to reach the hub."""
    if is_installed() or (os.environ.get("PLANWISE_OFFLINE", "") in ("", "0") and _install_from_hub()):
        return
    try:
        INSTALLED.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=PROJECT_DIR, prefix=".dbt_utils_") as scratch:
            copy = Path(scratch) / "dbt_utils"  # whole before it takes its place
            shutil.copytree(BUNDLED, copy)
            shutil.rmtree(INSTALLED, ignore_errors=True)
            copy.rename(INSTALLED)
    except OSError as error:
        if not is_installed():  # another run may have been quicker
            hint = "Restore offline_packages/, or run `dbt deps`."
            raise EnvironmentProblem(f"{INSTALLED}: cannot be written ({error}).", hint) from error
    click.echo("The dbt hub is not reachable. Installed the bundled stand-in for dbt_utils.", err=True)


def _install_from_hub() -> bool:
    """`dbt deps` in a process of its own, so that a hub that never answers can be given up on."""
    with tempfile.TemporaryDirectory() as scratch:
        command = [sys.executable, "-c", "from dbt.cli.main import cli; cli()", "--log-path", scratch]
        command += ["deps", "--project-dir", str(PROJECT_DIR), "--profiles-dir", str(PROJECT_DIR)]
        try:
            subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False, cwd=PROJECT_DIR)
        except subprocess.TimeoutExpired:
            return False
    return is_installed()
