"""The commands `run` and `validate`, and the summary of a finished run."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from runner.census import check_files
from runner.config.parameters import parameters
from runner.errors import RunFailed, printable
from runner.options import ParameterCommand, config_of, config_options, json_option, set_option, settings_of, settings_options
from runner.read import Results, read_sql
from runner.show import document, headings, number, print_note, print_table, to_json

if TYPE_CHECKING:
    from runner.projection import RunResult

_WAIT = "Wait for another run or program that has the file. [env PLANWISE_WAIT, default 0, and 30 for a finished run]"
_QUERIES = Path(__file__).parent / "queries"
_TITLES = {
    "plausibility": "Plausibility",
    "data_quality": "Data quality of the census (columns without nulls left out)",
    "scenarios": "Scenarios",
    "headcount_bridge": "Headcount bridge{}",
    "headcount_by_dimension": "Headcount by unit, first to last year{}",
    "workforce_by_level": "Workforce by level, last year{}",
}


@click.command(cls=ParameterCommand)
@settings_options
@set_option
@json_option
@click.option("--quiet", is_flag=True, help="No progress and no tables. Only warnings and the four lines of the outcome.")
@click.option("--strict", is_flag=True, help="Fail where there is a warning, and leave the database file as it was.")
@click.option("--all-tests", is_flag=True, help="Run dbt's unit tests too. They check the project, not the census.")
@click.option("--wait", type=float, metavar="SECONDS", help=_WAIT)
def run(as_json: bool, quiet: bool, strict: bool, all_tests: bool, **options: Any) -> None:
    """Run the projection and replace the database file when everything has passed.

    Relative paths on the command line start at the current directory, those in a config file at its folder.
    Flags win over the file, --set wins over both. Results go to stdout, progress to stderr. With --target spark
    dbt builds in a schema of the Spark Connect server of SPARK_REMOTE, table by table.

    \b
    Example:
      planwise run --config plan.yml --database out/plan.duckdb
      planwise run --end-year 2034 --set scenarios.freeze.target_growth_rate=0
    """
    config, settings = config_of(options), settings_of(options)
    project = import_module("runner.projection").run  # dbt takes two seconds to import: only now
    try:
        result: RunResult = project(config, settings=settings, quiet=quiet, strict=strict, all_tests=all_tests)
    except RunFailed as error:
        if error.result is not None:
            print(document("run", error.result.to_dict())) if as_json else _print_outcome(error.result)
        raise
    if quiet and not as_json:
        _print_warnings(result)
        _print_outcome(result)
        return
    with Results(settings=settings) as results:
        tables = summarize(results, *_TITLES)
    if as_json:
        print(document("run", result.to_dict() | {name: rows for name, (_, rows) in tables.items()}))
        return
    _print_warnings(result, tables.pop("plausibility")[1])
    print(f"database: {printable(result.database)}")
    print_tables(tables)
    _print_outcome(result)


@click.command(cls=ParameterCommand)
@config_options
@json_option
def validate(as_json: bool, **options: Any) -> None:
    """Check a configuration and print the parameters that hold, without running anything.

    \b
    Example:
      planwise validate --set scenarios.freeze.target_growth_rate=0 --json
    """
    config = config_of(options)
    check_files(config)
    values, given = config.effective(), config.to_vars()
    if as_json:
        print(document("validate", {"parameters": values, "given": list(given)}))
        return
    rows = [
        {"parameter": name, "value": to_json(values[name], indent=None), "unit": declared.unit.replace("none", "")}
        | {"from": "given" if name in given else "default"}
        for name, declared in parameters().items()
    ]
    print_table(None, rows, whole=["parameter", "unit", "from"])


def summarize(results: Results, *names: str) -> dict[str, tuple[str, list[dict[str, Any]]]]:
    """Title and rows of each table of the summary. The SQL stands in `queries/`."""
    [counted] = results.rows(read_sql(_QUERIES / "counts.sql"))
    told = f" (mean of {counted['replications']:,} replications, rounded)" if counted["replications"] > 1 else ""
    told += f" (first 12 of {counted['scenarios']:,} scenarios)" * (counted["scenarios"] > 12)
    return {name: (_TITLES[name].format(told), results.rows(read_sql(_QUERIES / f"{name}.sql"))) for name in names}


def print_tables(tables: dict[str, tuple[str, list[dict[str, Any]]]]) -> None:
    for title, rows in ((title, rows) for title, rows in tables.values() if rows):
        columns = [name for name in rows[0] if name != "level_id"]  # the level's name says it
        print_table(title, rows, columns, headings("run"), short=True)


def _print_warnings(result: RunResult, questions: Sequence[dict[str, Any]] = ()) -> None:
    notes = [row["sentence"] for row in questions if row["severity"] == "note"]
    for line in [f"warning: {text}" for text in result.warnings] + [f"note: {text}" for text in notes]:
        print_note(line)


def _print_outcome(result: RunResult) -> None:
    print(f"run_success: {number(result.run_success)}\ntest_success: {number(result.test_success)}")
    print(f"execution_time: {result.execution_time:.1f} s\nmodels_executed: {result.models_executed}")
