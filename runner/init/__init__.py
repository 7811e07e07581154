"""The command `init`: from a census to a configuration that a run takes as it is."""

import os
import shlex
import textwrap
from pathlib import Path
from typing import Any

import click
import duckdb
import jinja2
import yaml

from runner.census import split_workbook
from runner.config.parameters import allowed, parameters
from runner.errors import InputError
from runner.init.census import Census
from runner.init.proposal import Proposal
from runner.options import Command, json_option
from runner.publish import output_path, write_whole
from runner.show import document, print_table

_WIDTH = 100
_SECTIONS = {"census": "Census", "plan": "Plan", "raises": "Raises", "chance": "Chance"}
_SECTIONS |= {"assumptions": "Assumptions and past censuses", "output": "Output"}


def write_flow(value: Any) -> str:
    """A value as YAML in one line that reads back as the same."""
    text: str = yaml.safe_dump(value, default_flow_style=True, width=1e9, allow_unicode=True, sort_keys=False)
    if not (text := text.removesuffix("...\n").strip("\n")).isprintable():  # line breaks would not read back
        text = yaml.safe_dump(value, default_flow_style=True, width=1e9, allow_unicode=True, default_style='"').strip()
    return text


def write_comment(text: str) -> str:
    """A text for a comment: in one line, with nothing that YAML cannot read."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def write_config(config: Path, proposal: Proposal | None) -> str:
    folder = jinja2.FileSystemLoader(Path(__file__).parent / "templates")
    environment = jinja2.Environment(loader=folder, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)
    environment.filters |= {"flow": write_flow, "comment": write_comment, "wrap": _wrap, "allowed": allowed}
    return environment.get_template("planwise.yml.j2").render(
        proposal=proposal,
        file=Path(proposal.path).name if proposal else "",
        census=_start_path(config, proposal.path) if proposal else "",
        config_name=config.name,
        database=config.with_suffix(".duckdb").name,
        parameters=sorted(parameters().values(), key=lambda parameter: list(_SECTIONS).index(parameter.section)),
        sections=_SECTIONS,
        found={"census_path", "census_columns", *proposal.values} if proposal else set(),
        width=_WIDTH,
    )


def _start_path(config: Path, census: str) -> str:
    try:
        return Path(os.path.relpath(Path(census).resolve(), config.resolve().parent)).as_posix()
    except ValueError:  # another drive of Windows
        return str(Path(census).resolve())


def _wrap(text: str, start: str = "# ") -> str:
    width = _WIDTH - len(start)
    lines = textwrap.wrap(write_comment(text), width, break_long_words=False, break_on_hyphens=False)
    return "\n".join(start + line for line in lines)


_CENSUS_HELP = "Census to look at: CSV, CSV.gz, Parquet, .xlsx or .xlsx#Sheet, one row per employee. [default: none]"
_COLUMN_HELP = "Take a column of the census for a field, such as employee_id=Badge. May be repeated."
_OUTPUT_HELP = "Where the configuration goes. Tables for its levels go beside it. [default: planwise.yml]"


@click.command(cls=Command)
@click.option("--census", metavar="FILE", help=_CENSUS_HELP)
@click.option("--column", "columns", multiple=True, metavar="NAME=HEADER", help=_COLUMN_HELP)
@click.option("--output", default="planwise.yml", metavar="FILE.yml", help=_OUTPUT_HELP)
@click.option("--force", is_flag=True, help="Replace files that are there already.")
@click.option("--dry-run", is_flag=True, help="Say what was found, and write nothing.")
@json_option
def init(census: str | None, columns: tuple[str, ...], output: str, force: bool, dry_run: bool, as_json: bool) -> None:
    """Write a configuration with comments, and with a census one that runs on it.

    `init` looks at names, types and values of the columns. It proposes which is which, how dates and numbers are
    written, the date of the census, and levels where the bundled ones do not fit, each with its reason. LOOK marks
    what is not sure. Without a census all parameters stand at their defaults. No file is replaced without --force.

    \b
    Example:
      planwise init --census payroll.csv
      planwise run --config planwise.yml
      planwise report --config planwise.yml
    """
    if columns and census is None:
        raise click.UsageError("--column needs --census")
    config = output_path(output)
    proposal = None
    if census is not None:
        with duckdb.connect() as connection:
            proposal = Proposal(Census(connection, os.path.expanduser(census)), columns)  # noqa: PTH111 (it never fails)
    files = {config: write_config(config, proposal)}
    if proposal is not None:
        files |= {config.parent / f"{name}.csv": text for name, text in proposal.levels.tables.items()}
    there = [file for file in files if file.exists()]
    if proposal and any(file.samefile(split_workbook(proposal.path)[0]) for file in there):
        raise InputError(f"{proposal.path}: is the census itself.", "Choose an --output in another folder.")
    if there and not force and not dry_run:
        message = f"{', '.join(map(str, there))}: {'is' if len(there) == 1 else 'are'} there already. Nothing was written."
        raise InputError(message, "--force replaces, --output plans/next.yml writes elsewhere.")
    for file, text in () if dry_run else files.items():
        write_whole(file, text)
    following = [f"planwise {command} --config {shlex.quote(str(config))}" for command in ("run", "report")]
    if as_json:
        content = {"config": str(config)} | (_describe(proposal) if proposal else {})
        print(document("init", content | {"files": [str(file) for file in files], "next": following}))
        return
    if proposal is not None:
        _print(proposal)
    for file in files:
        print(f"{'not ' * dry_run}written: {file}")
    for remark in proposal.remarks if proposal else []:
        print(write_comment(remark))
    todo = "add what is missing to" if proposal and proposal.problems else "look at"
    print(f"Next: {todo} {config}, then", *following, sep="\n  ")


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
        "rows": [{"parameter": n} | v._asdict() | {"others": [other for other, _ in v.others]} for n, v in named.items()],
        "unused": proposal.unused,
        "problems": proposal.problems,
        "notes": proposal.notes,
    }
