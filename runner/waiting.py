"""Waiting for what another process holds: a run's lock, or DuckDB's lock on a file."""

from __future__ import annotations

import math
import os
import sys
import time
from collections.abc import Callable
from typing import TypeVar

from runner.errors import Busy, InputError

WAIT = "PLANWISE_WAIT"
_PAUSE = 0.1
Outcome = TypeVar("Outcome")


def wait_seconds(given: float | None = None) -> float | None:
    """The argument, else PLANWISE_WAIT; None when neither says anything."""
    name, text = "`wait`", str(given)
    if given is None:
        name, text = WAIT, os.environ.get(WAIT, "").strip()
        if not text:
            return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds < math.inf:
        raise InputError(f"{name}: got {text}; must be a number of seconds from 0; example: --wait 60")
    return seconds


def when_free(attempt: Callable[[], Outcome], seconds: float, quiet: bool = False) -> Outcome:
    """What `attempt` gives; while it raises Busy it is tried again, until the time is up."""
    deadline, said = time.monotonic() + seconds, quiet
    while True:
        try:
            return attempt()
        except Busy as error:
            left = deadline - time.monotonic()
            if left <= 0:
                raise
            if not said:
                print(f"waiting up to {seconds:g} s: {error.message}", file=sys.stderr, flush=True)
                said = True
            time.sleep(min(_PAUSE, left))
