"""How a call of the command line ends: its exit code, and each error as lines on stderr."""

from __future__ import annotations

import logging
import os
import sys
import traceback
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import click

from runner import interrupts
from runner.errors import RunnerError
from runner.program import as_called, called_as


class _Said(logging.Handler):
    """Log lines as plain lines on stderr."""

    def emit(self, record: logging.LogRecord) -> None:
        """One line."""
        click.echo(record.getMessage(), err=True)


@contextmanager
def _talking(verbose: bool) -> Iterator[None]:
    """Inside, warnings are one line each, and steps are told when somebody wants to know."""
    log, handler = logging.getLogger("runner"), _Said(logging.INFO if verbose else logging.ERROR)
    level = log.level
    log.addHandler(handler)
    log.setLevel(logging.INFO if verbose else level)
    try:
        with warnings.catch_warnings():
            warnings.showwarning = _show_warning
            yield
    finally:
        log.removeHandler(handler)
        log.setLevel(level)


def _show_warning(message: Warning | str, *_: object, **__: object) -> None:
    from runner.messages import printable

    click.echo(f"warning: {printable(str(message))}", err=True)


def called(command: click.Command, arguments: list[str]) -> int:
    """Call the command line with arguments, the program's name not among them; gives the exit code."""
    debug = "--debug" in arguments
    with _talking("--verbose" in arguments), interrupts.handled():
        try:
            with interrupts.noticed():
                _check_texts(arguments)
                outcome = command.main(arguments, prog_name=called_as(), standalone_mode=False)
            sys.stdout.flush()
            return outcome if isinstance(outcome, int) else 0
        except RunnerError as error:
            if debug:
                traceback.print_exc()
            _say(error.message, error.hint)
            return error.exit_code
        except click.exceptions.NoArgsIsHelpError as error:
            click.echo(error.message, err=True)
            return 2
        except click.UsageError as error:
            name = error.ctx.command_path if error.ctx else called_as()
            _say(error.format_message(), f"{name} --help")
            return 2
        except (KeyboardInterrupt, click.Abort):
            click.echo(interrupts.word(), err=True)
            return interrupts.exit_code()
        except BrokenPipeError:  # the reader of our output has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        except ModuleNotFoundError as error:
            if debug:
                traceback.print_exc()
            _say(
                f"{sys.executable} has no module {error.name!r}, which the project needs",
                "./setup.sh installs what is missing; then source .venv/bin/activate",
            )
            return 3
        except Exception as error:
            if debug:
                traceback.print_exc()
            _say(
                f"unexpected {type(error).__name__}: {error}",
                "run again with --debug and report what it prints",
            )
            return 1


def _check_texts(arguments: Sequence[str]) -> None:
    """Raise InputError for bytes that are no UTF-8, which nothing that reads a text would take."""
    for number, text in enumerate(arguments, start=1):
        if text.isascii():
            continue
        from runner.errors import InputError
        from runner.messages import is_unicode

        if not is_unicode(text):
            raise InputError(
                f"argument {number} of the command is not UTF-8 text: {text[:80]}",
                "type it again; a file or folder of that name needs another one",
            )


def _say(message: str, hint: str | None) -> None:
    from runner.messages import printable

    for line in map(printable, as_called(message).split("\n")):
        click.echo(f"error: {line}" if not line.startswith("  ") else line, err=True)
    if hint:
        click.echo(f"hint: {printable(as_called(hint))}", err=True)
