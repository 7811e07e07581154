"""Run a command as a process of its own and measure it: CPU and wall seconds, the most memory, what it spilled."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Measured:
    """What the operating system counted for the whole process, and what the process said about itself."""

    cpu: float
    wall: float
    peak_gb: float
    spilled_gb: float = 0.0
    said: dict[str, Any] = field(default_factory=dict)


def run(command: Sequence[str], env: Mapping[str, str] | None = None, spill: Path | None = None) -> Measured:
    """Run to the end; the last line printed is JSON where the command is one of ours."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        env={**os.environ, "PLANWISE_OFFLINE": "1", **(env or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    largest = [0]
    finished = threading.Event()
    watcher = threading.Thread(target=_watch, args=(spill, largest, finished), daemon=True)
    if spill is not None:
        watcher.start()
    assert process.stdout is not None
    printed = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    finished.set()
    if process.returncode:
        raise SystemExit(f"{' '.join(command)}\n{printed[-4000:]}")
    last = [line for line in printed.splitlines() if line.startswith("{")][-1:]
    said = json.loads(last[0]) if last else {}
    return Measured(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1e6, largest[0] / 1e9, said)


def child(*arguments: str, env: Mapping[str, str] | None = None, spill: Path | None = None) -> Measured:
    """Run one of our own measurements in a process of its own."""
    return run([sys.executable, str(HERE / "children.py"), *arguments], env, spill)


def settings(database: Path, threads: int = 2, memory: str = "6GB") -> dict[str, str]:
    """The environment that sends the project to a file."""
    return {
        "PLANWISE_DATABASE": str(database),
        "PLANWISE_TEMP_DIRECTORY": str(database.parent / "tmp"),
        "PLANWISE_THREADS": str(threads),
        "PLANWISE_MEMORY_LIMIT": memory,
    }


def median(values: Sequence[float]) -> float:
    """The middle one."""
    return statistics.median(values)


def print_table(title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table in Markdown, padded so that it reads well as it stands; numbers to the right."""
    texts = [[_text(cell) for cell in row] for row in rows]
    widths = [max(3, *(len(line[number]) for line in [list(head), *texts])) for number in range(len(head))]
    rule = [f"{'-' * widths[0]}", *(f"{'-' * (width - 1)}:" for width in widths[1:])]
    print(f"\n{title}\n")
    for line in [list(head), rule, *texts]:
        cells = [line[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True))]
        print(f"| {' | '.join(cells)} |", flush=True)
    print()


def print_bars(part: str, bars: Sequence[tuple[str, float, float]]) -> None:
    """What was found beside the most it may be."""
    rows = [(what, found, bar, "yes" if found <= bar else "no") for what, found, bar in bars]
    print_table(f"{part}: bars", ["", "found", "at most", "met"], rows)


def _text(cell: object) -> str:
    return f"{cell:,.2f}" if isinstance(cell, float) else f"{cell:,}" if isinstance(cell, int) else str(cell)


def _watch(folder: Path | None, largest: list[int], finished: threading.Event) -> None:
    while folder is not None and not finished.wait(0.25):
        used = 0
        for path in folder.glob("*"):
            try:
                used += path.stat().st_size
            except OSError:
                continue
        largest[0] = max(largest[0], used)
