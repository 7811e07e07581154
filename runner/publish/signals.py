"""Ctrl-C and `kill` end the program within seconds, whatever it computes.

The first signal raises KeyboardInterrupt and starts a timer that ends the process. Other code may swallow the
exception (dbt does while it parses), so `raise_if_due` raises it again. A run may be killed at any moment.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_GRACE_SECONDS = 3.0
_WORDS = {signal.SIGINT: "interrupted", signal.SIGTERM: "terminated"}


class _State:
    received: int | None = None
    early = held = False
    last_words: Callable[[], None] | None = None


def guard(early: bool = False) -> None:
    """From here on both signals end the program in order, or at once while it is `early` (modules are imported)."""
    _State.received, _State.early = None, early
    if threading.current_thread() is threading.main_thread():
        for number in _WORDS:
            signal.signal(number, _on_signal)
        # an exception in a `__del__` cannot be raised, and one for a signal needs no trace
        sys.unraisablehook = lambda it: None if it.exc_type is KeyboardInterrupt else sys.__unraisablehook__(it)


def exit_code() -> int:
    """The code a shell expects: 130 after Ctrl-C, 143 after `kill`."""
    return 128 + (_State.received or signal.SIGINT)


def word() -> str:
    return _WORDS[signal.Signals(_State.received or signal.SIGINT)]


def is_due() -> bool:
    """Whether a signal came: something may have swallowed it, or made another error of it."""
    return _State.received is not None


def raise_if_due() -> None:
    """Raise KeyboardInterrupt when a signal came and something swallowed it."""
    if is_due():
        raise KeyboardInterrupt


@contextmanager
def held() -> Iterator[None]:
    """Ignore signals for the milliseconds in which a finished file takes its place."""
    _State.held = True
    try:
        yield
    finally:
        _State.held = False


@contextmanager
def cleaned_up_by(last_words: Callable[[], None]) -> Iterator[None]:
    _State.last_words = last_words
    try:
        yield
    finally:
        _State.last_words = None


def _on_signal(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
    if _State.held:
        return
    if _State.received is None:
        _State.received = number
        if _State.early:
            _end()
        timer = threading.Timer(_GRACE_SECONDS, _end)
        timer.daemon = True
        timer.start()
    raise KeyboardInterrupt


def _end() -> None:
    if _State.received is None:
        return
    if _State.last_words is not None:
        _State.last_words()
    shown = "\x1b[?25h" if sys.stderr.isatty() else ""  # a progress bar may have hidden the cursor
    os.write(2, f"{shown}\n{word()}\n".encode())
    os._exit(exit_code())
