"""Command-line options: one for each declared parameter, and those that commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from runner import completion
from runner.declarations import SECTIONS, Parameter, declared_parameters, scenario_parameters
from runner.errors import InputError
from runner.help_pages import option_rows, write_sections
from runner.messages import allowed, shown
from runner.yaml_text import parse_value

if TYPE_CHECKING:
    from runner.config import SimulationConfig

Command = TypeVar("Command", bound=Callable[..., Any])

FRUGAL_MEMORY = "256MB"  # enough to stream; with more, DuckDB keeps what it has read
FORMATS = ("csv", "parquet", "xlsx")  # of `export`
MEASURES = ("headcount", "hires", "exits", "promotions", "payroll", "average_pay")


class ParameterCommand(click.Command):
    """A command with one option for each declared parameter, read from dbt_project.yml when it is needed."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The options written out, with the generated ones in front of `--help`."""
        written = super().get_params(ctx)
        generated: list[click.Parameter] = [_option(entry) for entry in declared_parameters().values()]
        return [*written[:-1], *generated, *written[-1:]]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The command's own options first, then the parameters by section."""
        declared, titles = declared_parameters(), ["Options", *SECTIONS.values()]

        def section(option: click.Parameter) -> str:
            parameter = declared.get(option.name or "")
            return "Options" if parameter is None else SECTIONS[parameter.section]

        rows = option_rows(ctx, self.get_params(ctx), section)
        write_sections(formatter, sorted(rows, key=lambda row: titles.index(row[0])))


def _option(parameter: Parameter) -> click.Option:
    words = allowed(parameter)
    if parameter.unit not in ("none", words) and f"({parameter.unit})" not in words:
        words += f"; unit: {parameter.unit}"
    return click.Option(
        [parameter.flag, parameter.name],
        metavar="true|false" if parameter.type == "boolean" else parameter.type.upper(),
        default=None,
        shell_complete=completion.values_of(parameter),
        help=f"{parameter.description} [{words}; default: {shown(parameter.default)}]",
    )


def overrides_of(flags: dict[str, str | None], assignments: tuple[str, ...]) -> dict[str, Any]:
    """The values of parameter flags and of `--set name=value`, by (dotted) name; `--set` wins."""
    overrides = {
        name: typed_value(name, text)
        for name, text in flags.items()
        if text is not None and name in declared_parameters()
    }
    for assignment in assignments:
        name, equals, text = assignment.partition("=")
        if not equals or not name.strip():
            raise InputError(
                f"--set: got {assignment!r}; must be name=value",
                hint="example: --set scenarios.freeze.target_growth_rate=0",
            )
        overrides[name.strip()] = typed_value(name.strip(), text)
    return overrides


def config_of(
    config_file: str | None, assignments: tuple[str, ...], flags: dict[str, str | None]
) -> SimulationConfig:
    """The checked configuration of a command line; InputError when it is wrong."""
    overrides = overrides_of(flags, assignments)
    from runner.config import load_config

    return load_config(config_file, overrides)


def typed_value(dotted: str, text: str) -> Any:
    """A value from the command line; text, choices and dates stay text, others are read as YAML."""
    first, _, rest = dotted.partition(".")
    parameter = declared_parameters().get(first)
    if parameter is not None and rest and first == "scenarios":
        parameter = scenario_parameters().get(rest.rpartition(".")[2]) if "." in rest else None
    elif parameter is not None and rest:
        return text  # an entry of census_columns or assumptions
    if parameter is not None and parameter.type in ("text", "choice", "date"):
        return None if parameter.nullable and text == "null" else text
    return parse_value(text)


def config_options(command: Command) -> Command:
    """`--config` and `--set`."""
    command = click.option(
        "--set",
        "assignments",
        multiple=True,
        metavar="NAME=VALUE",
        help="Set a parameter; dots reach into maps: scenarios.freeze.cola_rate=0, census_columns.age=alter. "
        "A scenario is added to those there are; its id may contain dots. May be repeated.",
    )(command)
    return click.option(
        "--config",
        "config_file",
        metavar="FILE.yml",
        shell_complete=completion.config_files,
        help="YAML file, one `parameter: value` per line.",
    )(command)


def place_options(command: Command) -> Command:
    """`--target`, and where its tables are: `--database` or `--schema`."""
    return _with(
        command,
        click.option(
            "--target",
            metavar="NAME",
            shell_complete=completion.targets,
            help="duckdb or spark [env PLANWISE_TARGET; default duckdb].",
        ),
        click.option(
            "--database",
            metavar="FILE",
            shell_complete=completion.files,
            help="DuckDB file [env PLANWISE_DATABASE; default data/planwise.duckdb].",
        ),
        click.option(
            "--schema",
            metavar="NAME",
            help="Schema on the Spark Connect server of the env SPARK_REMOTE, with --target spark "
            "[env PLANWISE_SCHEMA; default planwise].",
        ),
    )


def settings_options(command: Command) -> Command:
    """The place, threads, and the DuckDB settings."""
    return _with(command, place_options, resource_options)


def frugal_options(command: Command) -> Command:
    """The same, for a command that makes do with little memory."""
    return _with(command, place_options, *_resources(FRUGAL_MEMORY))


def resource_options(command: Command) -> Command:
    """Threads, and the DuckDB settings."""
    return _with(command, *_resources("6GB"))


def _resources(memory: str) -> list[Callable[[Command], Command]]:
    return [
        click.option(
            "--threads", type=int, metavar="COUNT", help="Threads (count) [env PLANWISE_THREADS; default 4]."
        ),
        click.option(
            "--memory-limit",
            metavar="SIZE",
            help=f"Memory of DuckDB, such as 6GB [env PLANWISE_MEMORY_LIMIT; default {memory}].",
        ),
        click.option(
            "--temp-directory",
            metavar="DIR",
            shell_complete=completion.folders,
            help="Where DuckDB spills [env PLANWISE_TEMP_DIRECTORY; default tmp/].",
        ),
        click.option(
            "--profiling/--no-profiling",
            default=None,
            help="Write DuckDB's query profiles as JSON [env PLANWISE_PROFILING=json; default off].",
        ),
    ]


def _with(command: Command, *options: Callable[[Command], Command]) -> Command:
    """The command with these options, in this order of its help."""
    for option in reversed(options):
        command = option(command)
    return command


def debug_option(command: Command) -> Command:
    """`--debug`, which `main` looks at."""
    return click.option("--debug", is_flag=True, expose_value=False, help="Show tracebacks.")(command)


def verbose_option(command: Command) -> Command:
    """`--verbose`, which `main` looks at."""
    return click.option(
        "--verbose",
        is_flag=True,
        expose_value=False,
        help="A plain line on stderr for each step: simulated year, batch, query.",
    )(command)


def as_json_option(command: Command) -> Command:
    """`--json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")(command)


def choice_options(command: Command) -> Command:
    """`--measure`, `--level` and `--year`."""
    return _with(
        command,
        click.option(
            "--measure",
            "measures",
            multiple=True,
            type=click.Choice(MEASURES),
            help="This measure, in all years; may be repeated [default: all of them, in the last year].",
        ),
        click.option(
            "--level",
            metavar="LEVEL",
            shell_complete=completion.levels,
            help="A job level, by name or number [default: the whole workforce].",
        ),
        click.option("--year", type=int, metavar="YEAR", help="This year only."),
    )
