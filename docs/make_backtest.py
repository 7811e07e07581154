"""Writes the scorecards of docs/backtest.md anew, in some minutes: python docs/make_backtest.py FOLDER_OF_THE_DATA."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAGE = HERE / "backtest.md"
# a command in a block of its own, and the block of its output after it
COMMAND = re.compile(r"(```sh\npython docs/backtest/prepare.py (\w+) .*\n(planwise backtest .*)\n```\n\n```\n)(?:[^`].*\n)*```")


def scorecard(panel: str, line: str, data: str) -> str:
    """What the command prints, from the years on."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, HERE / "backtest" / "prepare.py", panel, data, f"{folder}/panels"], check=True)
        command = [sys.executable, "-m", "runner", *line.split()[1:]]
        done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    lines = [text.rstrip() for text in done.stdout.splitlines()]
    [first] = [place for place, text in enumerate(lines) if text.startswith("Fitted through")]
    return "\n".join(text for text in lines[first:] if text)


def main(data: str) -> None:
    def renew(found: re.Match[str]) -> str:
        return found[1] + scorecard(found[2], found[3], data) + "\n```"

    PAGE.write_text(COMMAND.sub(renew, PAGE.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main(str(Path(sys.argv[1]).resolve()))
