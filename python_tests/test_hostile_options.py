"""Hostile texts in every option of the commands that read and write: each ends in a message or its work."""

import os
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from hostile import TRACE, said, traces, what_is_wrong_with

from runner.cli import SECTIONS, cli

pytestmark = pytest.mark.slow
TEXTS = [
    *("a\0b", f"'; create table {TRACE} as select 1; --", "pipe"),
    *("\udcff", "", "-1", "~nobody_at_all/x", "\x1b[31mx", "\u202eabc", '"', "{{ 1/0 }}", "x" * 5000, "\U0001f600"),
    *("1e999", "NaN", "9" * 400, "https://localhost:1/x", "/nope/x"),
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


def calls(command: click.Command, name: str, database: Path) -> Iterator[list[str]]:
    """The command with a hostile text in one place after the other: every eighth text, others in each place."""
    parameters = [entry for entry in command.get_params(click.Context(command)) if entry.expose_value]
    reads = [f"--database={database}"] if any("--database" in entry.opts for entry in parameters) else []
    for number, parameter in enumerate(entry for entry in parameters if not getattr(entry, "is_flag", False)):
        for text in TEXTS[(number + 3 * COMMANDS.index(name)) % 8 :: 8]:
            if isinstance(parameter, click.Argument):
                yield [name, *reads, "--", text]
            else:
                beside = [word for word in reads + BESIDE.get(name, []) if not word.startswith(parameter.opts[0])]
                yield [name, f"{parameter.opts[0]}={text}", *beside]


@pytest.mark.parametrize("name", COMMANDS)
def test_an_option_may_have_any_text(name: str, tmp_path: Path, default_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.chdir(tmp_path)
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    former, wrong, codes = default_file.read_bytes(), {}, set()
    for call in calls(command, name, default_file):
        answer = said(*call)
        codes.add(answer.code)
        what = what_is_wrong_with(answer)
        # a message that says what is allowed needs no hint
        if what is not None and not (what.startswith(("no message", "no hint")) and "must be" in answer.err.lower()):
            wrong[tuple(word[:60] for word in call)] = what
    assert wrong == {} and codes & {2, 3} and codes <= {0, 2, 3}
    assert default_file.read_bytes() == former and traces(tmp_path) == []
    assert (tmp_path / "pipe").is_fifo()  # what replaces files would make a file of it, and of a device
