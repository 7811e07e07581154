"""The command `init`: from a census to a configuration that a run takes as it is."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click
import duckdb

from runner.census import split_workbook
from runner.errors import EnvironmentProblem, InputError
from runner.init.census import Census
from runner.init.proposal import Proposal
from runner.init.text import write_comment, write_config, write_flow
from runner.options import Command, json_option
from runner.publish import output_path, write_whole
from runner.show import document, print_table


@click.command(cls=Command)
@click.option(
    "--census",
    metavar="FILE",
    help="Census to look at: CSV, CSV.gz, Parquet, .xlsx or .xlsx#Sheet, one row per employee [default: none, so"
    " that all parameters stand at their defaults].",
)
@click.option(
    "--output",
    default="planwise.yml",
    metavar="FILE.yml",
    help="Where the configuration goes. Tables for its levels go beside it [default: planwise.yml].",
)
@click.option("--force", is_flag=True, help="Replace files that are there already.")
@click.option("--yes", is_flag=True, hidden=True, expose_value=False)  # of older versions, which asked questions
@json_option
def init(census: str | None, output: str, force: bool, as_json: bool) -> None:
    """Write a configuration with comments, and with a census one that runs on it.

    `init` looks at names, types and values of the columns. It proposes which is the id, the pay (and its
    period), the level, age, tenure and the flag of who works here, the date of the census, how dates and
    numbers are written, and levels where the bundled ones do not fit, each with its reason. LOOK marks what
    is not sure. Nothing is run, and no file is replaced without --force.

    \b
    Example:
      planwise init --census payroll.csv
      planwise run --config planwise.yml
      planwise report
    """
    config = output_path(output)
    if not config.parent.is_dir():
        raise EnvironmentProblem(f"{config.parent}: there is no such folder.", "Make it, or choose another --output.")
    _check_files([config], None, force)
    proposal = None
    if census is not None:
        with duckdb.connect() as connection:
            proposal = Proposal(Census(connection, os.path.expanduser(census)))  # noqa: PTH111 (it never fails)
    tables = proposal.levels.tables if proposal else {}
    files = {config: write_config(config, proposal)}
    files |= {config.parent / f"{name}.csv": text for name, text in tables.items()}
    _check_files(files, Path(split_workbook(proposal.path)[0]) if proposal else None, force)
    for file, text in files.items():
        write_whole(file, text)
    following = [f"planwise run --config {shlex.quote(str(config))}", "planwise report"]
    if as_json:
        content = {"config": str(config)} | (_describe(proposal) if proposal else {})
        print(document("init", content | {"files": [str(file) for file in files], "next": following}))
        return
    if proposal is not None:
        _print(proposal)
    for file in files:
        print(f"written: {file}")
    for remark in proposal.remarks if proposal else []:
        print(write_comment(remark))
    print(f"Next: {'add what is missing to' if proposal and proposal.problems else 'look at'} {config}, then")
    for command in following:
        print(f"  {command}")


def _check_files(files: Iterable[Path], census: Path | None, force: bool) -> None:
    """Raise InputError where a file is there already, or would replace the census."""
    there = [file for file in files if file.exists()]
    own = [file for file in there if census is not None and file.samefile(census)]
    if own:
        raise InputError(f"{own[0]}: is the census itself.", "Choose an --output in another folder.")
    if there and not force:
        told = f"{', '.join(map(str, there))}: {'is' if len(there) == 1 else 'are'} there already."
        raise InputError(f"{told} Nothing was written.", "--force replaces, --output plans/next.yml writes elsewhere.")


def _print(proposal: Proposal) -> None:
    rows = [
        {"what": role, "column": write_comment(v.value), "": "" if v.sure else "LOOK", "why": write_comment(v.why)}
        for role, v in proposal.columns.items()
        if v.written
    ]
    title = f"{Path(proposal.path).name}: {proposal.row_count:,} rows, {len(proposal.names)} columns"
    print_table(write_comment(title), rows, ["what", "column", "", "why"])
    for name, value in proposal.values.items():
        if value.written:
            why = write_comment(value.why.splitlines()[0])
            print(f"{'' if value.sure else 'LOOK '}{name}: {write_flow(value.value)} ({why})")
    print()


def _describe(proposal: Proposal) -> dict[str, Any]:
    named = {f"census_columns.{role}": value for role, value in proposal.columns.items()} | proposal.values
    return {
        "census": proposal.path,
        "census_rows": proposal.row_count,
        "rows": [
            {"parameter": name} | value._asdict() | {"others": [other for other, _ in value.others]}
            for name, value in named.items()
        ],
        "unused": proposal.unused,
        "problems": proposal.problems,
        "notes": proposal.notes,
    }
