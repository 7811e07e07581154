"""The commands that find something out before a plan is run: calibrate, fit, backtest."""

from __future__ import annotations

from typing import Any

import click

from runner import completion
from runner.declarations import declared_parameters
from runner.options import (
    ParameterCommand,
    as_json_option,
    config_of,
    config_options,
    debug_option,
    resource_options,
    verbose_option,
)


@click.command(cls=ParameterCommand)
@click.option(
    "--target-measure",
    required=True,
    metavar="NAME",
    shell_complete=completion.goals,
    help="avg_pay_growth (share per year, compound since the baseline) or payroll (paid in the year).",
)
@click.option(
    "--target-value", required=True, type=float, metavar="NUMBER", help="What the measure shall be."
)
@click.option(
    "--solve",
    required=True,
    metavar="PARAMETER",
    shell_complete=completion.solvable,
    help="cola_rate, merit_budget, or any other number that a scenario can set.",
)
@click.option("--year", type=int, help="Year of the target [default: the scenario's last].")
@click.option(
    "--scenario",
    metavar="ID",
    shell_complete=completion.scenarios,
    help="Scenario to solve for [default: the first].",
)
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
    shell_complete=completion.files,
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
@verbose_option
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
      python -m runner calibrate --solve cola_rate \\
          --target-measure avg_pay_growth --target-value 0.03
      python -m runner calibrate --config plan.yml --solve merit_budget \\
          --target-measure payroll --target-value 95e6 --year 2027 \\
          --output funded.yml
      python -m runner run --config funded.yml
    """
    from runner.calibrate_report import calibrate_and_print

    flags = {name: options.pop(name) for name in declared_parameters() if name in options}
    calibrate_and_print(config_of(config_file, assignments, flags), config_file, output, as_json, options)


@click.command(cls=ParameterCommand)
@click.option(
    "--output",
    metavar="FILE.yml",
    shell_complete=completion.files,
    help="Write the configuration with the estimates in it.",
)
@click.option(
    "--tables",
    metavar="DIR",
    shell_complete=completion.folders,
    help="Write the fitted assumption tables as CSV files into this folder.",
)
@config_options
@resource_options
@as_json_option
@verbose_option
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
      python -m runner fit --config panel.yml --output fitted.yml
      python -m runner run --config fitted.yml
    """
    from runner.fit_report import fit_and_print

    flags = {name: options.pop(name) for name in declared_parameters() if name in options}
    fit_and_print(config_of(config_file, assignments, flags), output, tables, as_json, options)


@click.command(cls=ParameterCommand)
@click.option("--through", type=int, metavar="YEAR", help="Last census to compare [default: the last].")
@click.option(
    "--cells",
    metavar="FILE.csv",
    shell_complete=completion.files,
    help="Write each compared cell: actual, mean and quantiles.",
)
@config_options
@resource_options
@as_json_option
@verbose_option
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
    backtest_and_print(config_of(config_file, assignments, flags), through, cells, as_json, options)
