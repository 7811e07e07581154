"""Options that commands share: one for each declared parameter, the place, the settings, `--json`."""

from collections.abc import Callable
from functools import reduce
from typing import Any, TypeVar

import click

from runner.config import load_config
from runner.config.parameters import Parameter, allowed, json_value, parameters, parse_yaml
from runner.errors import InputError
from runner.settings import Settings, SparkSettings, read_settings

Decorated = TypeVar("Decorated", bound=Callable[..., Any])
MEASURES = ("headcount", "hires", "exits", "promotions", "payroll", "people_cost", "average_pay")
_SECTIONS = {"assumptions": "Assumptions and past censuses"}


class Command(click.Command):
    """A command with `--debug` and `--verbose`, which `main` looks at."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        *own, help_option = super().get_params(ctx)
        shared = (
            click.Option(["--verbose"], is_flag=True, expose_value=False, help="A line on stderr for each step."),
            click.Option(["--debug"], is_flag=True, expose_value=False, help="Show tracebacks."),
        )
        return [*own, *shared, help_option]


class ParameterCommand(Command):
    """A command with one option for each declared parameter, in sections."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        return [*super().get_params(ctx)[:-1], *map(_make_option, parameters().values()), super().get_params(ctx)[-1]]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows: dict[str, list[tuple[str, str]]] = {}
        for option in self.get_params(ctx):
            declared, record = parameters().get(option.name or ""), option.get_help_record(ctx)
            section = _SECTIONS.get(declared.section, declared.section.capitalize()) if declared else "Options"
            rows.setdefault(section, []).extend([record] if record else [])
        for section, records in rows.items():
            with formatter.section(section):
                formatter.write_dl(records)


def _make_option(declared: Parameter) -> click.Option:
    words = allowed(declared)
    if declared.unit not in ("none", words) and f"({declared.unit})" not in words:
        words += f", in {declared.unit}"
    return click.Option(
        ["--" + declared.name.replace("_", "-"), declared.name],
        metavar="true|false" if declared.type == "boolean" else declared.type.upper(),
        help=f"{declared.description} [{words}, default: {json_value(declared.default)}]",
    )


def _combine(*options: Callable[[Decorated], Decorated]) -> Callable[[Decorated], Decorated]:
    return lambda command: reduce(lambda made, option: option(made), reversed(options), command)


_SET = "Set a parameter. Dots reach into maps: census_columns.age=alter. scenarios.freeze.cola_rate=0 adds one. May be repeated."
_SCHEMA = "Schema of the Spark Connect server of SPARK_REMOTE. [env PLANWISE_SCHEMA, default planwise]"
_PROFILING = "Write a JSON profile of the last query. [env PLANWISE_PROFILING]"
_MEASURE = "This measure, in all years. May be repeated. [default: all of them, in the last year]"
_BY = "Each level, or each value of a name in `dimensions`. [default: all, the whole workforce]"
_CONFIG = "YAML file, one `parameter: value` per line. Its `database` is where the results are."
_config_option = click.option("--config", "config_file", metavar="FILE.yml", help=_CONFIG)
set_option = click.option("--set", "assignments", multiple=True, metavar="NAME=VALUE", help=_SET)
config_options = _combine(_config_option, set_option)
place_options = _combine(
    _config_option,
    click.option("--target", metavar="NAME", help="duckdb or spark. [env PLANWISE_TARGET, default duckdb]"),
    click.option("--database", metavar="FILE", help="DuckDB file. [env PLANWISE_DATABASE, default data/planwise.duckdb]"),
    click.option("--schema", metavar="NAME", help=_SCHEMA),
)
resource_options = _combine(
    click.option("--threads", type=int, metavar="COUNT", help="Threads. [env PLANWISE_THREADS, default 4]"),
    click.option("--memory-limit", metavar="SIZE", help="Memory of DuckDB. [env PLANWISE_MEMORY_LIMIT, default 6GB]"),
    click.option("--temp-directory", metavar="FOLDER", help="Where DuckDB spills. [env PLANWISE_TEMP_DIRECTORY, default tmp/]"),
    click.option("--profiling/--no-profiling", default=None, help=_PROFILING),
)
settings_options = _combine(place_options, resource_options)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
choice_options = _combine(
    click.option("--measure", "measures", multiple=True, type=click.Choice(MEASURES), help=_MEASURE),
    click.option("--by", metavar="NAME", default="all", help=_BY),
    click.option("--value", metavar="VALUE", help="One value of it, such as Sales."),
    click.option("--level", metavar="LEVEL", help="A job level, by name or number: short for --by level --value LEVEL."),
    click.option("--year", type=int, metavar="YEAR", help="This year only."),
)


def settings_of(options: dict[str, Any]) -> Settings | SparkSettings:
    names = ("target", "database", "schema", "threads", "memory_limit", "temp_directory", "profiling", "wait", "config_file")
    return read_settings(**{name: options.pop(name) for name in names if name in options})


def config_of(options: dict[str, Any]) -> Any:
    """The checked configuration of a command: flags win over the file, `--set` wins over both."""
    overrides: dict[str, Any] = {}
    for name in [name for name in options if name in parameters()]:
        if (text := options.pop(name)) is not None:
            overrides[name] = _parse_value(name, text)
    for assignment in options.pop("assignments"):
        name, equals, text = assignment.partition("=")
        if not equals or not name.strip():
            hint = "Example: --set scenarios.freeze.target_growth_rate=0"
            raise InputError(f"--set: got {json_value(assignment)}. Must be name=value.", hint)
        overrides[name.strip()] = _parse_value(name.strip(), text)
    return load_config(options["config_file"], overrides)


def _parse_value(dotted: str, text: str) -> Any:
    first, _, rest = dotted.partition(".")
    declared = parameters().get(first)
    if declared is not None and rest:
        if first != "scenarios" and not declared.by_year:
            return text  # an entry of census_columns or assumptions
        declared = parameters().get(rest.rpartition(".")[2]) if "." in rest else None
    if declared is not None and declared.type in ("text", "choice", "date"):
        return None if declared.nullable and text == "null" else text
    try:
        return parse_yaml(text)
    except Exception:  # whatever a parser makes of it: the check then says what is allowed
        return text
