"""Where the program begins. Until anything is set up for a signal, one ends the process at once.

Python's own way, a KeyboardInterrupt, can be lost while modules are imported: what callbacks raise is
ignored.
"""

from __future__ import annotations

import os
import signal
from types import FrameType


def start() -> int:
    """Run the command line; gives the exit code."""
    end_at_signals()
    from runner.cli import main

    return main()


def end_at_signals() -> None:
    """From here on Ctrl-C and a signal to terminate end the process at once, with one word."""
    signal.signal(signal.SIGINT, _end)
    signal.signal(signal.SIGTERM, _end)


def _end(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
    os.write(2, b"\ninterrupted\n" if number == signal.SIGINT else b"\nterminated\n")
    os._exit(128 + number)
