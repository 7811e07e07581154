"""The command line. Each command hands over to a module of its own; imports wait until they are needed."""

from __future__ import annotations

import os
import sys
import traceback
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from runner.declarations import declared_parameters
from runner.errors import RunFailed, RunnerError
from runner.options import (
    ParameterCommand,
    config_options,
    debug_option,
    overrides_of,
    place_options,
    resource_options,
    settings_options,
)

if TYPE_CHECKING:
    from runner.config import SimulationConfig

as_json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
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
    **flags: str | None,
) -> None:
    """Run the projection and replace the database file when everything has passed.

    Relative paths on the command line start at the current directory, those in a config file at its folder.
    Flags win over the file, --set wins over both. Progress goes to stderr, results to stdout. With --target
    spark dbt builds in a schema of the Spark Connect server of SPARK_REMOTE, table by table.

    \b
    Example:
      python -m runner run --config plan.yml --database out/plan.duckdb
      python -m runner run --total-termination-rate 0.15 --set scenarios.freeze.target_growth_rate=0
      SPARK_REMOTE=sc://localhost:15002 python -m runner run --target spark --schema plan
    """
    from runner.projection import run as run_projection
    from runner.report import print_failure, print_success
    from runner.target import read_target

    config = _config(config_file, assignments, flags)
    settings = read_target(target, schema, database, memory_limit, threads, temp_directory, profiling)
    try:
        result = run_projection(config, settings=settings, quiet=quiet)
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
    from runner.projection import check_files
    from runner.report import print_parameters

    config = _config(config_file, assignments, flags)
    check_files(config)
    print_parameters(config, as_json)


@cli.command()
@click.argument("table", required=False)
@click.option("--sql", metavar="SELECT", help="A query instead of a table.")
@click.option(
    "--format",
    "output",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    help="How to print; csv streams, with flat memory.",
)
@click.option("--limit", type=click.IntRange(min=0), metavar="ROWS", help="At most this many rows.")
@click.option(
    "--batch-size",
    type=click.IntRange(min=1000),
    metavar="ROWS",
    help="Rows per batch of csv [default: the run's batch_size].",
)
@settings_options
@click.option("--verbose", is_flag=True, help="Log queries and batches on stderr.")
@debug_option
def results(table: str | None, sql: str | None, output: str, verbose: bool, **options: Any) -> None:
    """Print a table or the rows of a query; without either, the headcount bridge and the levels.

    \b
    Example:
      python -m runner results
      python -m runner results fct_headcount_bridge --format csv > bridge.csv
      python -m runner results --sql "select count(*) as people from baseline_workforce" --format json
    """
    import logging

    from runner.reading import Results
    from runner.report import print_results
    from runner.target import read_target

    if table and sql:
        raise click.UsageError("give a TABLE or --sql, not both")
    logging.basicConfig(level=logging.INFO if verbose else logging.ERROR, format="%(message)s")
    limit, batch_size = options.pop("limit"), options.pop("batch_size")
    with Results(settings=read_target(**options)) as opened:
        print_results(opened, table, sql, output, limit, batch_size)


@cli.command()
@click.argument("table")
@place_options
@as_json_option
@debug_option
def inspect(table: str, as_json: bool, **place: Any) -> None:
    """Profile a table: shape, types, nulls, extremes, distinct values (estimated) and samples.

    \b
    Example:
      python -m runner inspect fct_workforce_snapshot
      python -m runner inspect stg_census_rejects --json
    """
    from runner.inspect_table import inspect_table
    from runner.reading import Results
    from runner.report import print_profile
    from runner.target import read_target

    with Results(settings=read_target(**place)) as opened:
        print_profile(inspect_table(opened, table), as_json)


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
    from runner.report import print_checks

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


@cli.command(cls=ParameterCommand)
@click.option(
    "--target-measure",
    required=True,
    metavar="NAME",
    help="avg_pay_growth (share per year, compound since the baseline) or payroll (paid in the year).",
)
@click.option(
    "--target-value", required=True, type=float, metavar="NUMBER", help="What the measure shall be."
)
@click.option(
    "--solve",
    required=True,
    metavar="PARAMETER",
    help="cola_rate, merit_budget, or any other number that a scenario can set.",
)
@click.option("--year", type=int, help="Year of the target [default: the scenario's last].")
@click.option("--scenario", metavar="ID", help="Scenario to solve for [default: the first].")
@click.option(
    "--tolerance",
    type=float,
    metavar="NUMBER",
    help="Largest difference from the target, in its unit [default: 0.0001 for avg_pay_growth, 0.01 % of "
    "the target for payroll].",
)
@click.option(
    "--as",
    "name",
    default="calibrated",
    metavar="ID",
    help="Scenario of the output that gets the solution; may be the one solved for [default: calibrated].",
)
@click.option(
    "--output",
    default="calibrated.yml",
    metavar="FILE.yml",
    help="Where the plan goes; replaced if it is there [default: calibrated.yml].",
)
@click.option(
    "--target",
    type=click.Choice(["duckdb"]),
    help="Engine of the search: always DuckDB; the plan gives the same on Spark.",
)
@config_options
@resource_options
@as_json_option
@debug_option
def calibrate(
    config_file: str | None,
    assignments: tuple[str, ...],
    as_json: bool,
    target: str | None,  # noqa: ARG001 (there is one choice)
    output: str,
    **options: Any,
) -> None:
    """Find the cola, merit or other rate with which a plan meets a target, and write that plan.

    Each dbt build tries several values as scenarios, in a scratch file; no database of yours is touched. The
    value has six decimals, and what is reported was measured with it. The output is the configuration
    with the solution in a scenario of its own. Searches on DuckDB only.

    \b
    Example:
      python -m runner calibrate --target-measure avg_pay_growth --target-value 0.03 --solve cola_rate
      python -m runner calibrate --config plan.yml --target-measure payroll --target-value 95e6 --year 2027 \\
          --solve merit_budget --output funded.yml && python -m runner run --config funded.yml
    """
    from runner.calibrate_report import calibrate_and_print

    flags = {name: options.pop(name) for name in declared_parameters() if name in options}
    calibrate_and_print(_config(config_file, assignments, flags), config_file, output, as_json, options)


@cli.command(cls=ParameterCommand)
@click.option("--output", metavar="FILE.yml", help="Write the configuration with the estimates in it.")
@click.option(
    "--tables", metavar="DIR", help="Write the fitted assumption tables as CSV files into this folder."
)
@config_options
@resource_options
@as_json_option
@debug_option
def fit(
    config_file: str | None,
    assignments: tuple[str, ...],
    output: str | None,
    tables: str | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Fit termination, promotion and raise rates, hires and volatilities to past censuses.

    The census file has several years (census_columns.census_year) and stable ids; those up to
    baseline_census_year count. Runs on DuckDB in a scratch file.

    \b
    Example:
      python -m runner fit --config panel.yml
      python -m runner fit --config panel.yml --output fitted.yml && python -m runner run --config fitted.yml
    """
    from runner.fit_report import fit_and_print

    flags = {name: options.pop(name) for name in declared_parameters() if name in options}
    fit_and_print(_config(config_file, assignments, flags), output, tables, as_json, options)


@cli.command(cls=ParameterCommand)
@click.option("--through", type=int, metavar="YEAR", help="Last census to compare [default: the last].")
@click.option("--cells", metavar="FILE.csv", help="Write each compared cell: actual, mean and quantiles.")
@config_options
@resource_options
@as_json_option
@debug_option
def backtest(
    config_file: str | None,
    assignments: tuple[str, ...],
    through: int | None,
    cells: str | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Fit to the first censuses of a panel, project the rest and compare with what happened.

    Fits up to baseline_census_year and projects to the last census, with 200 replications unless the
    configuration says otherwise. Yardsticks: one termination rate for everybody, and the last year repeated.

    \b
    Example:
      python -m runner backtest --config panel.yml --baseline-census-year 2014
    """
    from runner.fit_report import backtest_and_print

    flags = {name: options.pop(name) for name in declared_parameters() if name in options}
    backtest_and_print(_config(config_file, assignments, flags), through, cells, as_json, options)


def _config(
    config_file: str | None, assignments: tuple[str, ...], flags: dict[str, str | None]
) -> SimulationConfig:
    overrides = overrides_of(flags, assignments)
    from runner.config import load_config

    return load_config(config_file, overrides)


def _show_warning(message: Warning | str, *_: object, **__: object) -> None:
    click.echo(f"warning: {message}", err=True)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; `argv` without the program's name."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    debug = "--debug" in arguments
    with warnings.catch_warnings():
        warnings.showwarning = _show_warning
        try:
            outcome = cli.main(arguments, prog_name="python -m runner", standalone_mode=False)
            sys.stdout.flush()
            return outcome if isinstance(outcome, int) else 0
        except RunnerError as error:
            if debug:
                traceback.print_exc()
            _say(error.message, error.hint)
            return error.exit_code
        except click.exceptions.NoArgsIsHelpError as error:
            click.echo(error.message, err=True)
            return 2
        except click.UsageError as error:
            name = error.ctx.command_path if error.ctx else "python -m runner"
            _say(error.format_message(), f"{name} --help")
            return 2
        except (KeyboardInterrupt, click.Abort):
            click.echo("interrupted", err=True)
            return 130
        except BrokenPipeError:  # the reader of our output has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        except Exception as error:
            if debug:
                traceback.print_exc()
            _say(
                f"unexpected {type(error).__name__}: {error}",
                "run again with --debug and report what it prints",
            )
            return 1


def _say(message: str, hint: str | None) -> None:
    for line in message.splitlines() or [""]:
        click.echo(f"error: {line}" if not line.startswith("  ") else line, err=True)
    if hint:
        click.echo(f"hint: {hint}", err=True)
