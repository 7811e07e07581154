"""The commands about where results come from: `history` and `verify`."""

from __future__ import annotations

import sys
from typing import Any

import click

from runner.options import as_json_option, debug_option, place_options, settings_options


@click.command()
@place_options
@as_json_option
@debug_option
def history(as_json: bool, **place: Any) -> None:
    """List the runs that led here, newest last: when, with what, and what came of them.

    config, census and code are the first characters of checksums: where they agree, runs had the same
    configuration, census and code. --json has them whole, with hashes of the assumption tables, versions
    and row counts. A run that failed or was interrupted is listed with the reason; it changed no result.

    \b
    Example:
      python -m runner history
      python -m runner history --database out/plan.duckdb --json
    """
    from runner.history import history as all_runs
    from runner.history import print_history, runs_of_tables
    from runner.target import read_target

    settings = read_target(**place)
    print_history(all_runs(settings), runs_of_tables(settings), as_json)


@click.command()
@settings_options
@as_json_option
@click.option("--quiet", is_flag=True, help="No progress.")
@debug_option
@click.pass_context
def verify(ctx: click.Context, /, as_json: bool, quiet: bool, **options: Any) -> None:
    """Repeat the last run of a DuckDB file in a scratch place and compare every table, value by value.

    Exit code 0 when all is equal, 1 when not, or when the census or an assumption table has changed since.
    Times and run ids are left out. Needs about as much space in --temp-directory as the file has.

    \b
    Example:
      python -m runner verify
      python -m runner verify --database out/plan.duckdb --json
    """
    from runner.errors import InputError
    from runner.printing_verification import print_verification
    from runner.settings import Settings
    from runner.target import read_target
    from runner.verify import verify as repeat

    settings = read_target(**options)
    if not isinstance(settings, Settings):
        raise InputError(
            f"`--target`: got {settings.target}; verify repeats a run in a scratch DuckDB file",
            hint="run with the same configuration into another --schema and compare there",
        )
    silent = quiet or not sys.stderr.isatty()
    found = repeat(settings, quiet, None if silent else lambda text: click.echo(text, err=True))
    print_verification(found, as_json)
    ctx.exit(0 if found.equal else 1)
