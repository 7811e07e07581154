"""Tab completion: the command that prints a shell's script, and what options and arguments complete to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from runner.program import SCRIPT

if TYPE_CHECKING:
    from runner.declarations import Parameter
    from runner.reading import Results

Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]

_PLAIN = re.compile(r"[\w.@%+=:,/~-]+")  # needs no quotes in any shell
_CONFIG = (".yml", ".yaml")


def _quiet(found: Callable[[click.Context, str], Iterable[str]]) -> Completer:
    """A completer that offers what begins like the word; whatever goes wrong, it offers nothing."""

    @wraps(found)
    def complete(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
        try:
            words = list(found(ctx, incomplete))
        except Exception:  # a locked or missing file, a broken profile: a shell is no place to say so
            return []
        return [
            CompletionItem(word) for word in words if word.startswith(incomplete) and _PLAIN.fullmatch(word)
        ]

    return complete


@_quiet
def tables(ctx: click.Context, _: str) -> Iterable[str]:
    """Tables and views of the DuckDB file that the line names, or of the default one."""
    with _opened(ctx) as results:
        return results.tables()


@_quiet
def levels(ctx: click.Context, _: str) -> Iterable[str]:
    """Names of the job levels of the run."""
    with _opened(ctx) as results:
        rows = results.query("select level_name from job_levels order by level_id").rows
        return [row["level_name"] for row in rows]


@_quiet
def scenarios(ctx: click.Context, _: str) -> Iterable[str]:
    """Scenarios of the file of --config, else those of the run."""
    if ctx.params.get("config_file"):
        from runner.errors import InputError
        from runner.yaml_text import read_yaml

        given = read_yaml(Path(ctx.params["config_file"]).expanduser(), InputError)
        return list(given.get("scenarios", {"baseline": {}}))
    with _opened(ctx) as results:
        rows = results.query("select distinct scenario_id from simulation_config order by scenario_id").rows
        return [row["scenario_id"] for row in rows]


@_quiet
def targets(_: click.Context, __: str) -> Iterable[str]:
    """Outputs of the profile."""
    from runner.profile import Profile

    return Profile().names


@_quiet
def solvable(_: click.Context, __: str) -> Iterable[str]:
    """Numbers that a scenario can set."""
    from runner.declarations import scenario_parameters

    return [entry.name for entry in scenario_parameters().values() if entry.type == "number"]


@_quiet
def goals(_: click.Context, __: str) -> Iterable[str]:
    """Measures that can be aimed at."""
    from runner.calibrate_trials import MEASURES

    return MEASURES


@_quiet
def config_files(_: click.Context, incomplete: str) -> Iterable[str]:
    """YAML files that begin like the word, and those in the folders that do."""
    start = incomplete.rpartition("/")[0]
    here = Path(start or ("/" if incomplete.startswith("/") else ".")).expanduser()
    prefix = incomplete[: len(incomplete) - len(incomplete.rpartition("/")[2])]
    for entry in sorted(here.iterdir()):
        if entry.suffix in _CONFIG and entry.is_file():
            yield prefix + entry.name
        elif entry.is_dir() and not entry.name.startswith("."):
            for file in sorted(entry.iterdir()):
                if file.suffix in _CONFIG:
                    yield f"{prefix}{entry.name}/{file.name}"


def files(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Files, which the shell lists."""
    return [CompletionItem(incomplete, type="file")]


def folders(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Folders, which the shell lists."""
    return [CompletionItem(incomplete, type="dir")]


def values_of(parameter: Parameter) -> Completer | None:
    """What the option of a declared parameter completes to."""
    if parameter.type == "text" and parameter.unit == "file":
        return files
    words = {"choice": parameter.choices, "boolean": ("true", "false")}.get(parameter.type)
    return None if words is None else _quiet(lambda _, __: words)


def _opened(ctx: click.Context) -> Results:
    """The DuckDB file of the line; a Spark server is not asked: it may be far."""
    from runner.reading import Results
    from runner.settings import Settings
    from runner.target import read_target

    place: dict[str, Any] = {name: ctx.params.get(name) for name in ("target", "schema", "database")}
    settings = read_target(**place)
    if not isinstance(settings, Settings):
        raise LookupError("not a file")
    return Results(settings=settings)


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.option("--debug", is_flag=True, expose_value=False, help="Show tracebacks.")
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the script with which a shell completes `planwise` at the Tab key.

    It completes commands, options, choices, tables, scenarios, levels and files. `planwise` is in the
    virtual environment (.venv/bin); it is the same program as python -m runner, which cannot be completed.

    \b
    Example:
      python -m runner completion bash >> ~/.bashrc
      python -m runner completion zsh >> ~/.zshrc
      python -m runner completion fish > ~/.config/fish/completions/planwise.fish
    """
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    assert found is not None
    click.echo(found(ctx.find_root().command, {}, SCRIPT, f"_{SCRIPT.upper()}_COMPLETE").source())
