"""Hostile texts in every option of the commands that read and write: each ends in a message or its work."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from hostile import TRACE, said, traces, what_is_wrong_with

from runner.cli import SECTIONS, cli

QUICK = ["a\0b", f"'; create table {TRACE} as select 1; --", "pipe"]
TEXTS = [
    *QUICK,
    *(
        "\udcff",
        "",
        "-1",
        "~nobody_at_all/x",
        "\x1b[31mx",
        "\u202eabc",
        '"',
        "{{ 1/0 }}",
        "x" * 5000,
        "\U0001f600",
        "1e999",
        "NaN",
        "9" * 400,
    ),
    *("https://localhost:1/x", "/nope/x"),
]
# those that simulate check their parameters as validate does, and the others would work for minutes here
LEFT_OUT = {"run", "fit", "backtest", "calibrate", "verify", "deps", "doctor"}
COMMANDS = sorted({name for commands in SECTIONS.values() for name in commands} - LEFT_OUT)
BESIDE = {
    "explain": ["--", "E00002"],
    "export": ["--to=out", "--table=run_history"],
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
    parameters = [entry for entry in command.get_params(click.Context(command)) if entry.expose_value]
    reads = [f"--database={database}"] if any("--database" in entry.opts for entry in parameters) else []
    for parameter in parameters:
        if isinstance(parameter, click.Argument):
            yield [name, *reads, "--", text]
        elif not getattr(parameter, "is_flag", False):
            beside = [word for word in reads + BESIDE.get(name, []) if not word.startswith(parameter.opts[0])]
            yield [name, f"{parameter.opts[0]}={text}", *beside]


def check(name: str, texts: list[str], folder: Path, file: Path) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    former, wrong, codes = file.read_bytes(), {}, set()
    for text in texts:
        for call in calls(command, name, file, text):
            answer = said(*call)
            codes.add(answer.code)
            what = what_is_wrong_with(answer)
            # a message that says what is allowed needs no hint
            if what is not None and not (what.startswith("no message") and "must be" in answer.err.lower()):
                wrong[tuple(word[:60] for word in call)] = what
    assert wrong == {}
    assert codes & {2, 3} and codes <= {0, 2, 3}
    assert file.read_bytes() == former and traces(folder) == []
    assert (folder / "pipe").is_fifo()  # what replaces files would make a file of it, and of a device


@pytest.mark.parametrize("name", ["export", "init", "inspect", "results"])
def test_an_option_may_have_a_hostile_text(name: str, folder: Path, default_file: Path) -> None:
    check(name, QUICK, folder, default_file)


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_an_option_may_have_any_text(name: str, folder: Path, default_file: Path) -> None:
    check(name, TEXTS[::3] if name == "report" else TEXTS, folder, default_file)  # a report is a second of work
