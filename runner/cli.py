"""The command line. A room of `runner/` is imported when one of its commands is called."""

import logging
import os
import sys
import traceback
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import click
import yaml

from runner.errors import EnvironmentProblem, InputError, RunnerError, printable
from runner.publish import signals

SECTIONS: dict[str, dict[str, list[str]]] = yaml.safe_load(Path(__file__).with_name("commands.yml").read_text(encoding="utf-8"))
_HOMES = {name: home for commands in SECTIONS.values() for name, (home, _) in commands.items()}


class LazyGroup(click.Group):
    """Knows its commands by name and imports one when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_HOMES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        return getattr(import_module(_HOMES[cmd_name]), cmd_name) if cmd_name in _HOMES else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        for title, commands in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(name, help_text) for name, (_, help_text) in commands.items()])


_NAMES = {name: click.Command(name) for name in _HOMES}  # for click's "did you mean"


@click.group(cls=LazyGroup, commands=_NAMES, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80})
@click.version_option(None, package_name="planwise-navigator", help="Print the version. `planwise doctor` prints all of them.")
def cli() -> None:
    """Project a workforce year by year: a dbt project with a thin runner.

    `planwise` and `python -m runner` are the same program. Exit codes: 0 good, 1 the run or a test failed,
    2 wrong input, 3 environment (lock, missing file).

    \b
    Example:
      planwise run --target-growth-rate 0.05 --end-year 2030
      planwise results
    """


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code. `argv` comes without the program's name."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    debug, verbose = "--debug" in arguments, "--verbose" in arguments
    with warnings.catch_warnings(), _logging(verbose):
        warnings.showwarning = _show_warning
        try:
            code = cli.main(arguments, prog_name="planwise", standalone_mode=False)
            sys.stdout.flush()
            return code if isinstance(code, int) else 0
        except BrokenPipeError:  # the reader of our output has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        except (Exception, KeyboardInterrupt) as error:
            if isinstance(error, KeyboardInterrupt | click.Abort) or signals.is_due():
                click.echo(signals.word(), err=True)
                return signals.exit_code()
            if debug:
                traceback.print_exc()
            return _show_error(error)


def _show_error(error: Exception) -> int:
    if isinstance(error, RunnerError):
        error.show()
        return error.exit_code
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.message, err=True)
        return 2
    if isinstance(error, click.UsageError):
        name = error.ctx.command_path if error.ctx else "planwise"
        InputError(error.format_message(), f"{name} --help").show()
        return 2
    if isinstance(error, ModuleNotFoundError):
        of_spark = error.name and error.name.startswith(("pyspark", "grpc", "dbt.adapters.spark"))
        hint = "pip install '.[spark]'" if of_spark else "./setup.sh installs what is missing. Then: source .venv/bin/activate"
        RunnerError(f"{sys.executable} has no module {error.name!r}, which the project needs.", hint).show()
        return 3
    if isinstance(error, OSError) and error.strerror:
        at = f"{error.filename}: " if error.filename else ""
        EnvironmentProblem(f"{at}{error.strerror}.", "Check who may read and write there, or give another path.").show()
        return 3
    hint = "Run again with --debug and report what it prints."
    RunnerError(f"unexpected {type(error).__name__}: {error}", hint).show()
    return 1


@contextmanager
def _logging(verbose: bool) -> Iterator[None]:
    log, handler = logging.getLogger("runner"), logging.StreamHandler()
    before = log.level
    handler.setLevel(logging.INFO if verbose else logging.ERROR)
    log.addHandler(handler)
    log.setLevel(logging.INFO if verbose else before)
    log.propagate = False  # dbt logs at the root too
    try:
        yield
    finally:
        log.removeHandler(handler)
        log.setLevel(before)
        log.propagate = True


def _show_warning(message: Warning | str, *_: object, **__: object) -> None:
    click.echo(f"warning: {printable(str(message))}", err=True)
