"""The command line. Each command hands over to a module of its own; imports wait until they are needed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import click

from runner.ask import ask
from runner.calling import called
from runner.completion import completion
from runner.docs_site import docs
from runner.errors import RunFailed
from runner.explain_command import explain
from runner.export_command import export
from runner.fitting_commands import backtest, calibrate, fit
from runner.help_pages import Group
from runner.init_command import init
from runner.options import (
    ParameterCommand,
    as_json_option,
    config_of,
    config_options,
    debug_option,
    place_options,
    settings_options,
    verbose_option,
)
from runner.program import version_text
from runner.reading_commands import compare, fan, inspect, results
from runner.report_command import report
from runner.trust_commands import history, verify


def _print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        click.echo(version_text())
        ctx.exit()


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Print the version and those of dbt, DuckDB and Python.",
)
def cli() -> None:
    """Project a workforce year by year: a dbt project with a thin runner.

    Exit codes: 0 good, 1 the run or a test failed, 2 wrong input, 3 environment (lock, missing file).

    \b
    Example:
      python -m runner run --target-growth-rate 0.05 --end-year 2030
      python -m runner results
    """


@cli.command(cls=ParameterCommand)
@config_options
@settings_options
@as_json_option
@click.option("--quiet", is_flag=True, help="No progress and no tables; only the four lines of the outcome.")
@click.option(
    "--all-tests", is_flag=True, help="Run dbt's unit tests too, which check the project and not the census."
)
@verbose_option
@click.option(
    "--wait",
    type=float,
    metavar="SECONDS",
    help="Seconds to wait for another run or program that has the file "
    "[env PLANWISE_WAIT; default 0, and 30 for a finished run].",
)
@debug_option
def run(
    config_file: str | None,
    assignments: tuple[str, ...],
    target: str | None,
    schema: str | None,
    database: str | None,
    threads: int | None,
    memory_limit: str | None,
    temp_directory: str | None,
    profiling: bool | None,
    as_json: bool,
    quiet: bool,
    all_tests: bool,
    wait: float | None,
    **flags: str | None,
) -> None:
    """Run the projection and replace the database file when everything has passed.

    Relative paths on the command line start at the current directory, those in a config file at its folder.
    Flags win over the file, --set wins over both. Results go to stdout; progress is a bar in a terminal and
    nothing elsewhere. With --target spark dbt builds in a schema of the Spark Connect server of SPARK_REMOTE,
    table by table.

    \b
    Example:
      python -m runner run --config plan.yml --database out/plan.duckdb
      python -m runner run --end-year 2034 \\
          --set scenarios.freeze.target_growth_rate=0
      SPARK_REMOTE=sc://localhost:15002 python -m runner run --target spark
    """
    from runner.printing import print_failure, print_success
    from runner.projection import run as run_projection
    from runner.target import read_target

    config = config_of(config_file, assignments, flags)
    settings = read_target(target, schema, database, memory_limit, threads, temp_directory, profiling)
    try:
        result = run_projection(config, settings=settings, quiet=quiet, all_tests=all_tests, wait=wait)
    except RunFailed as error:
        print_failure(error.result, as_json)
        raise
    print_success(result, settings, as_json=as_json, quiet=quiet)


@cli.command(cls=ParameterCommand)
@config_options
@as_json_option
@debug_option
def validate(
    config_file: str | None, assignments: tuple[str, ...], as_json: bool, **flags: str | None
) -> None:
    """Check a configuration and print the parameters that hold, without running anything.

    \b
    Example:
      python -m runner validate --config plan.yml
      python -m runner validate --set scenarios.freeze.target_growth_rate=0 --json
    """
    from runner.printing import print_parameters
    from runner.projection import check_files

    config = config_of(config_file, assignments, flags)
    check_files(config)
    print_parameters(config, as_json)


@cli.command()
@place_options
@as_json_option
@debug_option
@click.pass_context
def doctor(ctx: click.Context, /, as_json: bool, **place: Any) -> None:
    """Check the installation and list every issue; exit code 1 when there is one.

    \b
    Example:
      python -m runner doctor
      python -m runner doctor --target spark --json
    """
    from runner.doctor import diagnose
    from runner.printing import print_checks

    checks = diagnose(**place)
    print_checks(checks, as_json)
    ctx.exit(0 if all(check.ok for check in checks) else 1)


@cli.command()
@debug_option
def deps() -> None:
    """Install dbt_utils, which a bare `dbt build` needs too.

    Where the hub cannot be reached, the bundled stand-in is used. PLANWISE_OFFLINE=1 skips the attempt.

    \b
    Example:
      python -m runner deps
    """
    from runner.packages import INSTALLED, ensure_packages

    ensure_packages()
    click.echo(f"dbt_utils is installed: {INSTALLED}")


for command in (
    init,
    results,
    compare,
    fan,
    ask,
    explain,
    report,
    export,
    inspect,
    history,
    verify,
    calibrate,
    fit,
    backtest,
    docs,
    completion,
):
    cli.add_command(command)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; `argv` without the program's name."""
    return called(cli, list(sys.argv[1:] if argv is None else argv))
