"""Ctrl-C and `kill`: a clean end within seconds, whatever the program is doing.

The signal raises `Interrupted` in the main thread. What runs there may swallow it (dbt's parse is decoded by
code that catches everything), and dbt waits for running queries; so the signal is remembered, `raise_if_due`
raises it again, and after a grace period the process is ended. That harms nothing: a run may be killed at any
moment.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any

_GRACE_SECONDS = 3.0
_WORDS = {signal.SIGINT: "interrupted", signal.SIGTERM: "terminated"}
_CAUSES = {signal.SIGINT: "Ctrl-C", signal.SIGTERM: "a signal to terminate"}
_SHOW_CURSOR = "\x1b[?25h"


class Interrupted(KeyboardInterrupt):
    """A signal to stop; dbt and others know it as Ctrl-C."""


@dataclass
class _State:
    received: int | None = None
    held: bool = False
    last_words: Callable[[], None] | None = None


_state = _State()


def exit_code() -> int:
    """What a shell expects of a program that a signal ended: 130 after Ctrl-C, 143 after `kill`."""
    return 128 + (_state.received or signal.SIGINT)


def word() -> str:
    """What to tell the user."""
    return _WORDS[signal.Signals(_state.received or signal.SIGINT)]


def cause() -> str:
    """What did it."""
    return _CAUSES[signal.Signals(_state.received or signal.SIGINT)]


@contextmanager
def handled() -> Iterator[None]:
    """Inside, both signals end the program in order; outside the main thread nothing is changed."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    _state.received = None
    before = {number: signal.signal(number, _on_signal) for number in _WORDS}
    hook, sys.unraisablehook = sys.unraisablehook, _quiet_hook(sys.unraisablehook)
    try:
        yield
    finally:
        sys.unraisablehook = hook
        for number, handler in before.items():
            signal.signal(number, handler)
        _state.received = None


@contextmanager
def held() -> Iterator[None]:
    """Inside, signals are not heard: for the moment in which a finished file takes its place."""
    _state.held = True
    try:
        yield
    finally:
        _state.held = False


def raise_if_due() -> None:
    """Raise when a signal came and was swallowed."""
    if _state.received is not None:
        raise Interrupted


@contextmanager
def noticed() -> Iterator[None]:
    """Inside, an error that comes of a signal is Interrupted: DuckDB makes a RuntimeError of it, for one."""
    try:
        yield
    except Exception as error:
        if _state.received is not None:
            raise Interrupted from error
        raise


@contextmanager
def cleaned_up_by(last_words: Callable[[], None]) -> Iterator[None]:
    """What to do before the process is ended, should it not end by itself."""
    _state.last_words = last_words
    try:
        yield
    finally:
        _state.last_words = None


def _on_signal(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
    if _state.held:
        return  # in a few milliseconds the run is done
    if _state.received is None:
        _state.received = number
        timer = threading.Timer(_GRACE_SECONDS, _end)
        timer.daemon = True
        timer.start()
    raise Interrupted


def _quiet_hook(hook: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Without a trace of an Interrupted that came where nothing can be raised, such as a `__del__`."""
    return lambda unraisable: None if isinstance(unraisable.exc_value, Interrupted) else hook(unraisable)


def _end() -> None:
    if _state.received is None:
        return  # it was dealt with, in a program that lives on
    if _state.last_words is not None:
        _state.last_words()
    shown = _SHOW_CURSOR if sys.stderr.isatty() else ""
    os.write(2, f"{shown}\n{word()}\n".encode())
    os._exit(exit_code())
