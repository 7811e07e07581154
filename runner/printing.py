"""What the commands print on stdout."""

from __future__ import annotations

import csv
import sys
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from runner.errors import EmptyResultWarning
from runner.json_text import document, to_json_text
from runner.messages import printable
from runner.reading import Results
from runner.summary import print_four_lines, print_lines, summary_sections
from runner.tables import WIDE, console, print_note, print_rows, print_table, shown

if TYPE_CHECKING:
    from runner.checks import Check
    from runner.config import SimulationConfig
    from runner.inspect_table import TableProfile
    from runner.run_result import RunResult
    from runner.settings import Settings
    from runner.spark_settings import SparkSettings


def print_success(result: RunResult, settings: Settings | SparkSettings, as_json: bool, quiet: bool) -> None:
    """The summary of a finished run, and the four lines at the end."""
    if quiet and not as_json:
        print_four_lines(result.to_dict())
        return
    with warnings.catch_warnings(), Results(settings=settings) as results:
        warnings.simplefilter("ignore", EmptyResultWarning)
        sections = summary_sections(results)
    if as_json:
        print(document("run", result.to_dict() | {section.name: section.rows for section in sections}))
        return
    print(f"database: {printable(result.database)}")
    for section in sections:
        section.show()
    print_lines("warning", result.warnings)
    print_four_lines(result.to_dict())


def print_failure(result: RunResult | None, as_json: bool) -> None:
    """The outcome of a run that failed; its errors go to stderr."""
    if result is None:
        return
    if as_json:
        print(document("run", result.to_dict()))
        return
    print_lines("warning", result.warnings)
    print_four_lines(result.to_dict())


def print_parameters(config: SimulationConfig, as_json: bool) -> None:
    """The parameters that hold."""
    from runner.declarations import declared_parameters

    values, given = config.effective(), config.to_vars()
    if as_json:
        print(document("validate", {"parameters": values, "given": list(given)}))
        return
    rows = [
        {
            "parameter": name,
            "value": to_json_text(values[name], indent=None),
            "unit": "" if parameter.unit == "none" else parameter.unit,
            "from": "given" if name in given else "default",
        }
        for name, parameter in declared_parameters().items()
    ]
    print_table(None, rows, ["parameter", "value", "unit", "from"], whole=["parameter", "unit", "from"])


def print_results(
    results: Results,
    table: str | None,
    sql: str | None,
    output: str,
    limit: int | None,
    batch_size: int | None,
) -> None:
    """A table, a query or the summary, in the format asked for."""
    if table is None and sql is None:
        _print_summary(results, output)
        return
    if table is not None:
        sql = f"select * from {results.sql_name(results.find_table(table))}"
    if output == "csv":
        _print_csv(results, str(sql), limit, batch_size)
        return
    found = results.query(str(sql), limit)
    if output == "json":
        print(found.to_json())
    elif output == "document":
        content = {"table": table, "query": sql, "columns": found.columns, "row_count": found.row_count}
        print(document("results", content | {"rows": found.rows}))
    else:
        print_rows(found.rows, found.columns)


def _print_summary(results: Results, output: str) -> None:
    sections = summary_sections(results, with_quality=False)
    if output in ("json", "document"):
        print(document("summary", {section.name: section.rows for section in sections}))
        return
    for section in sections:
        if output == "csv":
            _write_csv(section.columns, section.rows)
            print()
        else:
            section.show()


def _print_csv(results: Results, sql: str, limit: int | None, batch_size: int | None) -> None:
    batches = results.stream(sql, batch_size, limit)
    _write_csv(batches.columns, (row for batch in batches for row in batch))


def _write_csv(columns: list[str], rows: Iterable[dict[str, Any]]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(row.values() for row in rows)


def print_profile(profile: TableProfile, as_json: bool) -> None:
    """The profile of a table."""
    if as_json:
        print(document("inspect", asdict(profile)))
        return
    rows = [
        asdict(column)
        | {
            "min": shown(column.name, column.min),
            "max": shown(column.name, column.max),
            "samples": ", ".join(shown(column.name, value) for value in column.samples),
        }
        for column in profile.columns
    ]
    title = f"{profile.table}: {profile.row_count:,} rows, {profile.column_count} columns"
    labels = {name: name for name in rows[0]} | {"distinct_approx": "distinct\n(about)"}
    whole = [name for name in rows[0] if name != "samples"]
    print_table(title, rows, list(rows[0]), labels, gap=int(console().width >= WIDE), whole=whole)


def print_checks(checks: Sequence[Check], as_json: bool) -> None:
    """Every check, then how many found an issue."""
    issues = [check for check in checks if not check.ok]
    if as_json:
        content = {
            "ok": not issues,
            "checks": [asdict(check) for check in checks],
            "issues": [f"{check.name}: {check.detail}" for check in issues],
        }
        print(document("doctor", content))
        return
    for check in checks:
        print_note(f"{'ok   ' if check.ok else 'ISSUE'} {check.name}: {check.detail}", indent=6)
    print(f"{len(issues)} issue{'' if len(issues) == 1 else 's'} in {len(checks)} checks")
