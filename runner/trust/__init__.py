"""`history`: the runs that led to a file or schema, and those that did not become its result."""

import warnings
from datetime import datetime
from typing import Any

import click

from runner.errors import MixedRunsWarning, printable
from runner.options import Command, json_option, place_options, settings_of
from runner.publish.carry_over import HISTORY
from runner.publish.workspace import Workspace
from runner.read import Results
from runner.settings import Settings, SparkSettings
from runner.show import document, headings, number, print_table

COLUMNS = (
    *("run_id", "started_at", "finished_at", "status", "configuration_hash", "configuration", "census_hash"),
    *("census_rows", "assumption_hashes", "code_version", "package_versions", "scenario_count", "bridge_rows"),
    *("last_year", "closing_headcounts", "snapshot_rows", "event_rows", "error"),
)
_LENGTHS = {"started_at": 16, "run_id": 8, "configuration_hash": 6, "census_hash": 6}


def list_runs(settings: Settings | SparkSettings) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """Every run, oldest first, as rows of run_history, and how many tables of a DuckDB file each run made."""
    attempts = Workspace(settings.database).journal().attempts() if isinstance(settings, Settings) else []
    rows, made = [], {}
    if not isinstance(settings, Settings) or settings.database.exists() or not attempts:
        with warnings.catch_warnings(action="ignore", category=MixedRunsWarning), Results(settings=settings) as results:
            rows = results.rows(f"select * from {HISTORY}") if HISTORY in results.tables() else []
            made = results.runs()
    known = {row["run_id"] for row in rows}
    rows += [attempt for attempt in attempts if attempt["run_id"] not in known]
    return sorted((dict.fromkeys(COLUMNS) | row for row in rows), key=lambda row: str(row["started_at"])), made


@click.command(cls=Command)
@place_options
@json_option
def history(as_json: bool, **options: Any) -> None:
    """List the runs that led here, newest last: when, with what, and what came of them.

    config, census and code are the first characters of checksums. Runs with the same characters had the same
    configuration, census or code. --json prints all that is recorded. A run that failed or was interrupted is
    listed with the reason. It changed no result.

    \b
    Example:
      planwise history --database out/plan.duckdb
    """
    rows, made = list_runs(settings_of(options))
    if as_json:
        print(document("history", {"rows": rows, "tables": made}))
        return
    print_table(None, [_shorten(row) for row in rows], list(headings("history")), headings("history"), right=("seconds",))
    for row in rows:
        if row["error"]:
            print(f"{row['run_id'][:8]} {row['status']}: {printable(row['error'])}")
    counts = ", ".join(f"{count} of run {run_id[:8]}" for run_id, count in made.items())
    if made:
        several = f"warning: the tables come from {len(made)} runs: {counts}. Run again to have them from one."
        print(several if len(made) > 1 else f"tables: all {counts}")


def _shorten(row: dict[str, Any]) -> dict[str, Any]:
    started, finished = (row[name] and datetime.fromisoformat(str(row[name])) for name in ("started_at", "finished_at"))
    short = {name: str(row[name])[:length] for name, length in _LENGTHS.items() if row[name] is not None}
    seconds = number((finished - started).total_seconds(), short=True) if started and finished else None
    return row | short | {"seconds": seconds, "code_version": (row["code_version"] or "").partition("+")[2][:6] or None}
