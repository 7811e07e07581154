"""The commands that only read results: `results`, `inspect`, `compare` and `fan`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from runner import completion
from runner.options import (
    as_json_option,
    choice_options,
    debug_option,
    place_options,
    settings_options,
    verbose_option,
)

if TYPE_CHECKING:
    from runner.compare import Choice
    from runner.reading import Results


@click.command()
@click.argument("table", required=False, shell_complete=completion.tables)
@click.option("--sql", metavar="SELECT", help="A query instead of a table.")
@click.option(
    "--format",
    "output",
    type=click.Choice(["table", "json", "csv"]),
    help="How to print [default: table]; csv streams, with flat memory; json is a bare array of the rows.",
)
@click.option("--limit", type=click.IntRange(min=0), metavar="ROWS", help="At most this many rows.")
@click.option(
    "--batch-size",
    type=click.IntRange(min=1000),
    metavar="ROWS",
    help="Rows per batch of csv [default: the run's batch_size].",
)
@settings_options
@as_json_option
@verbose_option
@debug_option
def results(table: str | None, sql: str | None, output: str | None, as_json: bool, **options: Any) -> None:
    """Print a table or the rows of a query; without either, the headcount bridge and the levels.

    \b
    Example:
      python -m runner results
      python -m runner results fct_headcount_bridge --format csv > bridge.csv
      python -m runner results --format json \\
          --sql "select count(*) as people from baseline_workforce"
    """
    from runner.printing import print_results
    from runner.reading import Results
    from runner.target import read_target

    if table and sql:
        raise click.UsageError("give a TABLE or --sql, not both")
    if output and as_json:
        raise click.UsageError("give --format or --json, not both")
    output = "document" if as_json else output or "table"
    limit, batch_size = options.pop("limit"), options.pop("batch_size")
    with Results(settings=read_target(**options)) as opened:
        print_results(opened, table, sql, output, limit, batch_size)


@click.command()
@click.argument("table", shell_complete=completion.tables)
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
    from runner.printing import print_profile
    from runner.reading import Results
    from runner.target import read_target

    with Results(settings=read_target(**place)) as opened:
        print_profile(inspect_table(opened, table), as_json)


@click.command()
@choice_options
@settings_options
@as_json_option
@debug_option
def compare(as_json: bool, **options: Any) -> None:
    """Compare each scenario with the first one, with 90 % intervals.

    Scenarios share their luck, so the difference is taken within each replication; the last column is what
    the interval would be without that. Payroll and average pay are in currency units, (k) is thousands.

    \b
    Example:
      python -m runner run --config scenarios/all.yml
      python -m runner compare
      python -m runner compare --measure payroll --level Senior
    """
    from runner.compare import comparison, print_comparison

    choice, results = _opened(options)
    with results:
        rows = comparison(results, choice)
    print_comparison(rows, as_json)


@click.command()
@choice_options
@settings_options
@as_json_option
@debug_option
def fan(as_json: bool, **options: Any) -> None:
    """Show how far the replications spread: mean, standard deviation and percentiles.

    Percentiles are left out where fewer than five replications lie beyond them. (k) is thousands.

    \b
    Example:
      python -m runner run --set replications=100 --alignment random
      python -m runner fan --measure headcount
    """
    from runner.compare import intervals, print_fan

    choice, results = _opened(options)
    with results:
        rows = intervals(results, choice)
    print_fan(rows, as_json)


def _opened(options: dict[str, Any]) -> tuple[Choice, Results]:
    """What is wanted, and where it is; the rest of the options are settings."""
    from runner.compare import Choice
    from runner.reading import Results
    from runner.target import read_target

    choice = Choice(options.pop("measures"), options.pop("level"), options.pop("year"))
    return choice, Results(settings=read_target(**options))
