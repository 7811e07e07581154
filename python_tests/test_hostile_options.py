"""Hostile texts in every option of the commands that read and write: each ends in a message or its work."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from hostile import TRACE, said, traces, what_is_wrong_with

from runner.cli import cli

TEXTS = [
    *(
        "a\0b",
        "\x1b[31mx",
        "\u202eabc",
        "\udcff",
        f"'; create table {TRACE} as select 1; --",
        '"',
        "{{ 1/0 }}",
    ),
    *("", "x" * 5000, "\U0001f600", "-1", "1e999", "NaN", "9" * 400, "https://localhost:1/x"),
    *("pipe", "/nope/x", "~nobody_at_all/x"),
]
# those that simulate check their parameters as validate does; the others would work for minutes here
LEFT_OUT = {"run", "fit", "backtest", "calibrate", "verify", "docs", "deps", "doctor"}
COMMANDS = sorted(set(cli.commands) - LEFT_OUT)
BESIDE = {
    "explain": ["--", "E00002"],
    "export": ["--to=out", "--force"],
    "init": ["--output=plan.yml", "--force"],
    "report": ["--output=report.html", "--force"],
}


@pytest.fixture(scope="module", autouse=True)
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where the commands are called, and may write."""
    place, before = tmp_path_factory.mktemp("here"), Path.cwd()
    os.mkfifo(place / "pipe")
    os.chdir(place)
    yield place
    os.chdir(before)


def calls(command: click.Command, name: str, database: Path, text: str) -> Iterator[list[str]]:
    """The command with this text in one place after the other, and what it needs beside it."""
    parameters = command.get_params(click.Context(command))
    options = {parameter.opts[0] for parameter in parameters}
    reads = [f"--database={database}"] if "--database" in options else []
    for parameter in parameters:
        if getattr(parameter, "is_flag", False) or parameter.name == "debug":
            continue
        if isinstance(parameter, click.Argument):
            yield [name, *reads, "--", text]
        else:
            beside = [word for word in reads + BESIDE.get(name, []) if not word.startswith(parameter.opts[0])]
            yield [name, f"{parameter.opts[0]}={text}", *beside]


@pytest.mark.parametrize("name", COMMANDS)
def test_an_option_may_have_any_text(name: str, folder: Path, default_file: Path) -> None:
    former, wrong, codes = default_file.read_bytes(), {}, set()
    for text in TEXTS[::3] if name == "report" else TEXTS:  # each report is a second of work
        for call in calls(cli.commands[name], name, default_file, text):
            answer = said(*call)
            what = what_is_wrong_with(answer)
            codes.add(answer.code)
            # a message that says what is allowed needs no hint
            if what is not None and not (what.startswith("no message") and "must be" in answer.err):
                wrong[tuple(word[:60] for word in call)] = what
    assert wrong == {}
    assert codes & {2, 3} and codes <= {0, 2, 3}
    assert default_file.read_bytes() == former
    assert traces(folder) == []
    assert (folder / "pipe").is_fifo()  # what replaces files would make a file of it, and of a device


def test_the_commands_are_those_there_are() -> None:
    assert len(COMMANDS) >= 10 and set(cli.commands) >= LEFT_OUT
