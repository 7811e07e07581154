"""The runs that led to a file or schema, and those that did not become its result."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from runner.carry_over import HISTORY
from runner.errors import MixedRunsWarning
from runner.json_text import document
from runner.publish import Workspace
from runner.reading import Results
from runner.settings import Settings
from runner.tables import print_table

if TYPE_CHECKING:
    from runner.spark_settings import SparkSettings

COLUMNS = (
    *("run_id", "started_at", "finished_at", "status", "configuration_hash", "configuration"),
    *("census_hash", "census_rows", "assumption_hashes", "code_version", "package_versions"),
    *("scenario_count", "bridge_rows", "last_year", "closing_headcounts", "snapshot_rows", "event_rows"),
    "error",
)
_LABELS = {
    "started_at": "started (UTC)",
    "run_id": "run",
    "status": "status",
    "seconds": "seconds",
    "configuration_hash": "config",
    "census_hash": "census",
    "code_version": "code",
    "census_rows": "census rows",
}


def history(settings: Settings | SparkSettings) -> list[dict[str, Any]]:
    """Every run, oldest first, as rows of run_history; those of older versions lack what is new."""
    attempts: list[dict[str, Any]] = []
    if isinstance(settings, Settings):
        attempts = Workspace(settings.database).journal().attempts()
        if attempts and not settings.database.exists():
            return [_whole(attempt) for attempt in attempts]
    with _without_warning(), Results(settings=settings) as results:
        kept = results.query(f"select * from {HISTORY}").rows if HISTORY in results.tables() else []
    known = {row["run_id"] for row in kept}
    rows = kept + [attempt for attempt in attempts if attempt["run_id"] not in known]
    return sorted((_whole(row) for row in rows), key=lambda row: str(row["started_at"]))


def runs_of_tables(settings: Settings | SparkSettings) -> dict[str, int]:
    """How many tables and views of a DuckDB file each run made: more than one run is a mix."""
    if not isinstance(settings, Settings) or not settings.database.exists():
        return {}
    with _without_warning(), Results(settings=settings) as results:
        return results.runs()


def print_history(rows: list[dict[str, Any]], tables: dict[str, int], as_json: bool) -> None:
    """One line per run, newest last, what went wrong, and whether all tables are of one run."""
    if as_json:
        print(document("history", {"rows": rows, "tables": tables}))
        return
    print_table(None, [_short(row) for row in rows], list(_LABELS), _LABELS, right=("seconds",))
    for row in rows:
        if row["error"]:
            print(f"{row['run_id'][:8]} {row['status']}: {row['error']}")
    made = ", ".join(f"{count} of run {run_id[:8]}" for run_id, count in tables.items())
    if len(tables) > 1:
        print(f"warning: the tables are of {len(tables)} runs: {made}; run again to have them of one")
    elif tables:
        print(f"tables: all {made}")


@contextmanager
def _without_warning() -> Iterator[None]:
    """Of a mix of runs the history tells more than a warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MixedRunsWarning)
        yield


def _whole(row: dict[str, Any]) -> dict[str, Any]:
    return {column: row.get(column) for column in COLUMNS} | row


def _short(row: dict[str, Any]) -> dict[str, Any]:
    """What fits into a line of 80 characters."""
    started, finished = (row[name] and str(row[name]) for name in ("started_at", "finished_at"))
    return {
        "started_at": started and started[:16],
        "run_id": row["run_id"][:8],
        "status": row["status"],
        "seconds": _seconds(started, finished),
        "configuration_hash": row["configuration_hash"] and row["configuration_hash"][:6],
        "census_hash": row["census_hash"] and row["census_hash"][:6],
        "code_version": row["code_version"] and row["code_version"].partition("+")[2][:6],
        "census_rows": row["census_rows"],
    }


def _seconds(started: str | None, finished: str | None) -> str | None:
    from datetime import datetime

    if not started or not finished:
        return None
    return f"{(datetime.fromisoformat(finished) - datetime.fromisoformat(started)).total_seconds():,.1f}"
