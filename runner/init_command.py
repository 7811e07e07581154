"""The command `init`: from a census to a configuration."""

from __future__ import annotations

import click

from runner.options import as_json_option, debug_option


@click.command()
@click.option(
    "--census",
    metavar="FILE",
    help="Census to look at: CSV, CSV.gz or Parquet, one row per employee [default: none, so that all "
    "parameters stand at their defaults].",
)
@click.option(
    "--output",
    default="planwise.yml",
    metavar="FILE.yml",
    help="Where the configuration goes; tables for its levels go beside it [default: planwise.yml].",
)
@click.option("--force", is_flag=True, help="Replace files that are there already.")
@click.option("--yes", is_flag=True, help="Ask nothing in a terminal; take what is proposed.")
@as_json_option
@debug_option
def init(census: str | None, output: str, force: bool, yes: bool, as_json: bool) -> None:
    """Write a configuration with comments; with a census, one that runs on it.

    Looks at names, types and values of the columns and proposes which is the id, the pay (and its period),
    the level, age, tenure and the flag of who works here, the date of the census, how dates and numbers
    are written, and levels where the bundled ones do not fit, each with its reason. In a terminal it asks
    about what is not sure. Nothing is run, and no file is replaced without --force.

    \b
    Example:
      python -m runner init --census payroll.csv
      python -m runner run --config planwise.yml
      python -m runner report
    """
    from runner.init_files import init_and_print

    init_and_print(census, output, force, as_json, yes)
