"""The command `export`: finished tables as files for other programs."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from runner import completion
from runner.options import (
    FORMATS,
    FRUGAL_MEMORY,
    as_json_option,
    debug_option,
    frugal_options,
    verbose_option,
)

if TYPE_CHECKING:
    from runner.export import Export
    from runner.settings import Settings
    from runner.spark_settings import SparkSettings


@click.command()
@click.option(
    "--to",
    "folder",
    required=True,
    metavar="DIR",
    shell_complete=completion.folders,
    help="Folder for the files; made if needed.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="csv",
    help="csv and parquet: a file for each table; xlsx: one workbook with a sheet for each [default: csv].",
)
@click.option(
    "--table",
    "tables",
    multiple=True,
    metavar="NAME",
    shell_complete=completion.tables,
    help="A table, or a pattern such as 'fct_*'; may be repeated [default: the marts and reports that have no"
    " row per employee].",
)
@click.option(
    "--scenario",
    "scenarios",
    multiple=True,
    metavar="ID",
    shell_complete=completion.scenarios,
    help="Only this scenario, in tables that have scenarios; may be repeated [default: all].",
)
@click.option("--where", metavar="SQL", help="Only rows for which this condition holds, in every table.")
@click.option(
    "--batch-size",
    type=click.IntRange(min=1000),
    metavar="ROWS",
    help="Rows per batch [default: the run's batch_size].",
)
@frugal_options
@as_json_option
@verbose_option
@debug_option
def export(
    folder: str,
    form: str,
    tables: tuple[str, ...],
    scenarios: tuple[str, ...],
    where: str | None,
    batch_size: int | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Write tables as CSV or Parquet files or as one Excel workbook.

    Rows are streamed, so that any number fits in memory. Files are written aside and moved into place when
    all are complete. They replace files of the same name and no others. Tables of up to 1,048,575 rows,
    which is what a worksheet holds, are sorted.

    \b
    Example:
      python -m runner export --to out --format xlsx
      python -m runner export --to out --format parquet --table 'fct_*'
      python -m runner export --to out --table fct_workforce_snapshot \\
          --scenario baseline --where "simulation_year = 2029"
    """
    from runner.export import export as export_tables
    from runner.reading import Results
    from runner.target import read_target

    settings = _frugal(read_target(**options), options["memory_limit"])
    with Results(settings=settings) as results:
        written = export_tables(
            results,
            folder,
            form,
            tables=tables,
            scenarios=scenarios,
            where=where,
            batch_size=batch_size,
        )
    _print(written, as_json)


def _frugal(settings: Settings | SparkSettings, told: str | None) -> Settings | SparkSettings:
    """With little memory for DuckDB, unless an option or the environment says how much."""
    from runner.settings import MEMORY_LIMIT, Settings

    if not isinstance(settings, Settings) or told is not None or MEMORY_LIMIT in os.environ:
        return settings
    return replace(settings, told=settings.told | {"memory_limit": FRUGAL_MEMORY})


def _print(written: Export, as_json: bool) -> None:
    from dataclasses import asdict

    from runner.json_text import document
    from runner.tables import print_note, print_table

    if as_json:
        print(document("export", asdict(written)))
        return
    rows = [
        {
            "table": row.table,
            "rows": row.rows,
            "bytes": row.bytes,
            "file": row.path.removeprefix(written.folder)[1:],
        }
        for row in written.rows
    ]
    if written.format == "xlsx":
        print(f"written: {written.rows[0].path} ({written.rows[0].bytes:,} bytes)")
        print_table(None, rows, ["table", "rows"])
    else:
        print(f"written to {written.folder}")
        print_table(None, rows, ["file", "rows", "bytes"])
    if written.left_out:
        print_note(f"left out, a row per employee: {', '.join(written.left_out)}; --table adds them")
