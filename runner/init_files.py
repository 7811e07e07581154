"""`init` from the census to the files and to what is printed."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from runner.errors import EnvironmentProblem, InputError
from runner.file_problems import check_replaceable, checked_path
from runner.init_proposal import Proposal
from runner.init_text import config_text
from runner.json_text import document
from runner.tables import print_table
from runner.yaml_text import comment, flow


def init_and_print(census: str | None, output: str, force: bool, as_json: bool, yes: bool) -> None:
    """Look at the census, ask where there is somebody to ask, write, and say what to do next."""
    config = checked_path(output)
    check_replaceable(config)
    _check_folder(config)
    _check_files([config], None, force)
    talk = not as_json and not yes and sys.stdin.isatty() and sys.stdout.isatty()
    proposal = None if census is None else _proposal(checked_path(census), as_json, talk)
    files = {config: config_text(config, proposal)}
    files |= {
        config.parent / f"{name}.csv": text for name, text in (proposal.tables if proposal else {}).items()
    }
    _check_files(files, None if proposal is None else proposal.path, force)
    if talk and proposal is not None and not click.confirm(f"Write {config}?", default=True, err=True):
        raise click.Abort
    _write(files)
    if as_json:
        print(document("init", _content(config, proposal, list(files))))
    else:
        _print(config, proposal, list(files))


def _proposal(path: Path, as_json: bool, talk: bool) -> Proposal:
    """What is proposed for a census; in a terminal after the answers of a person."""
    from runner.init_ask import asked
    from runner.init_census import Census
    from runner.init_proposal import propose

    with Census(path) as census:
        first = proposal = propose(census)
        if not as_json:
            _print_columns(proposal)
        if talk:
            proposal = asked(census, proposal)
        if {role: value.value for role, value in proposal.columns.items()} != {
            role: value.value for role, value in first.columns.items()
        }:
            _print_columns(proposal)
        return proposal


def _check_folder(config: Path) -> None:
    if not config.parent.is_dir():
        raise EnvironmentProblem(
            f"{config.parent}: there is no such folder", hint="make it, or choose another --output"
        )
    if config.is_dir():
        raise EnvironmentProblem(f"{config}: is a directory", hint="--output is a file, such as planwise.yml")


def _check_files(files: Iterable[Path], census: Path | None, force: bool) -> None:
    """Raise InputError where a file is there already, or would replace the census."""
    own = [file for file in files if census is not None and file.resolve() == census.resolve()]
    if own:
        raise InputError(f"{own[0]}: is the census itself", hint="choose an --output in another folder")
    there = [str(file) for file in files if file.exists()]
    if there and not force:
        verb = "is" if len(there) == 1 else "are"
        raise InputError(
            f"{', '.join(there)}: {verb} there already; nothing was written",
            hint="--force replaces, --output plans/next.yml writes elsewhere",
        )


def _write(files: dict[Path, str]) -> None:
    for file, text in files.items():
        try:
            file.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise EnvironmentProblem(f"{file}: {error.strerror}", hint="choose another --output") from error


def _next(config: Path) -> list[str]:
    name = shlex.quote(str(config))
    return [f"python -m runner run --config {name}", "python -m runner report"]


def _print_columns(proposal: Proposal) -> None:
    written = {role: value for role, value in proposal.columns.items() if value.written}
    rows = [
        {
            "ours": role,
            "column": comment(value.value),
            "": "" if value.sure else "LOOK",
            "why": comment(value.why),
        }
        for role, value in written.items()
    ]
    title = f"{proposal.path.name}: {proposal.row_count:,} rows, {len(proposal.names)} columns"
    print_table(title, rows, ["ours", "column", "", "why"])


def _print(config: Path, proposal: Proposal | None, files: list[Path]) -> None:
    if proposal is not None:
        for name, value in proposal.values.items():
            why = comment(value.why.splitlines()[0])
            if value.written:
                print(f"{'' if value.sure else 'LOOK '}{name}: {flow(value.value)} ({why})")
        print()
    for file in files:
        print(f"written: {file}")
    for text in proposal.remarks if proposal else []:
        print(comment(text))
    first = "add what is missing to" if proposal and proposal.problems else "look at"
    print(f"Next: {first} {config}, then")
    for command in _next(config):
        print(f"  {command}")


def _content(config: Path, proposal: Proposal | None, files: list[Path]) -> dict[str, Any]:
    content: dict[str, Any] = {"config": str(config)}
    if proposal is not None:
        named = {
            f"census_columns.{role}": value for role, value in proposal.columns.items()
        } | proposal.values
        content |= {
            "census": str(proposal.path),
            "census_rows": proposal.row_count,
            "rows": [
                {
                    "parameter": name,
                    "value": value.value,
                    "why": value.why,
                    "sure": value.sure,
                    "written": value.written,
                    "others": [other for other, _ in value.others],
                }
                for name, value in named.items()
            ],
            "unused": proposal.unused,
            "problems": proposal.problems,
            "notes": proposal.notes,
        }
    return content | {"files": [str(file) for file in files], "next": _next(config)}
