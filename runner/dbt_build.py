"""The one place that calls dbt."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runner.carry_over import HISTORY
from runner.errors import InputError, RunFailed
from runner.file_problems import unread_file
from runner.interrupts import raise_if_due
from runner.parsed_project import ParsedProject
from runner.progress import Progress
from runner.project import PROJECT_DIR

if TYPE_CHECKING:
    from dbt.cli.main import dbtRunnerResult
    from dbt.contracts.graph.manifest import Manifest

BAD_INPUT = "Bad input: "
_LINES_OF_MESSAGE = 4
_TRACE = re.compile(r"^\s*(?:JVM stacktrace:|Traceback \(most recent call last\):)", re.MULTILINE)


@dataclass(frozen=True)
class BuildOutcome:
    """What dbt did, in plain values."""

    run_success: bool
    test_success: bool
    models_executed: int
    invocation_id: str | None
    relations: frozenset[tuple[str, str]] = frozenset()
    warnings: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def build(
    dbt_vars: Mapping[str, Any],
    work_dir: Path,
    progress: Progress,
    target: str,
    selection: Sequence[str] = (),
) -> BuildOutcome:
    """Run `dbt build` once on a target of the profile, whose environment variables must be set.

    `selection` is options of dbt that choose nodes; without any, all of the project is built and tested.
    Raises InputError when the project says `Bad input: ...`, RunFailed when dbt could not start.
    """
    seen: dict[str, str] = {}

    def on_event(event: Any) -> None:
        seen["invocation_id"] = event.info.invocation_id
        if event.info.name == "LogStartLine":
            progress.node_started(event.data.node_info.node_name, event.data.total)
        elif event.info.name == "NodeFinished":
            progress.node_finished(event.data.node_info.node_name)
        elif event.info.name == "JinjaLogInfo":
            progress.message(event.info.msg)

    arguments = ["build", "--no-write-json", *selection]  # nobody reads what dbt would write about each node
    result = invoke_with(dbt_vars, arguments, work_dir, on_event, target)
    if result.result is None:
        raise _could_not_start(result)
    results: Sequence[Any] = result.result.results  # type: ignore[union-attr]
    return _outcome(results, result.exception, seen.get("invocation_id"), dbt_vars)


def invoke_with(
    dbt_vars: Mapping[str, Any],
    arguments: Sequence[str],
    work_dir: Path,
    on_event: Any = None,
    target: str = "duckdb",
) -> dbtRunnerResult:
    """Call dbt with these parameters; the project is read only where no earlier call read the same."""
    parsed = ParsedProject(dbt_vars, target)
    manifest = parsed.load()
    raise_if_due()  # what decodes the parse swallows a Ctrl-C
    # not escaped: dbt reads this as YAML, which makes two halves of JSON's \ud83d\ude00
    given = json.dumps(dbt_vars, ensure_ascii=False)
    result = invoke([*arguments, "--vars", given], work_dir, on_event, target, manifest)
    if manifest is None and result.result is not None:  # else dbt may have left the parse of another state
        parsed.keep(work_dir / "target")
    return result


def invoke(
    arguments: list[str],
    work_dir: Path,
    on_event: Any = None,
    target: str = "duckdb",
    manifest: Manifest | None = None,
) -> dbtRunnerResult:
    """Call dbt in this process, silent, with its files in `work_dir`; close its connections afterwards.

    With a `manifest` the project is not read again.
    """
    from dbt.cli.main import dbtRunner

    here = Path.cwd()
    try:
        result = dbtRunner(manifest, callbacks=[on_event] if on_event else []).invoke(
            [
                *arguments,
                *("--target", target),
                *("--project-dir", str(PROJECT_DIR), "--profiles-dir", str(PROJECT_DIR)),
                *("--target-path", str(work_dir / "target"), "--log-path", str(work_dir / "logs")),
                *("--log-level", "none", "--log-level-file", "info"),
            ]
        )
    finally:
        _close_files()
        os.chdir(here)
    if isinstance(result.exception, KeyboardInterrupt):
        raise result.exception
    return result


def _close_files() -> None:
    """Close the DuckDB files that dbt opened, if it did; a Spark session stays, for reading."""
    module = sys.modules.get("dbt.adapters.duckdb.connections")
    if module is not None:
        module.DuckDBConnectionManager.close_all_connections()


def _could_not_start(result: dbtRunnerResult) -> Exception:
    text = str(result.exception)
    return _bad_input(text) or RunFailed(
        "dbt could not start: " + _first_lines(text), hint="`python -m runner doctor` checks the project"
    )


def _bad_input(text: str) -> InputError | None:
    _, found, rest = text.partition(BAD_INPUT)
    if not found or not rest.strip():
        return None
    return InputError(rest.strip().split("\n")[0].strip(), hint="nothing was changed; mend it and run again")


def _outcome(
    results: Sequence[Any],
    exception: BaseException | None,
    invocation_id: str | None,
    dbt_vars: Mapping[str, Any],
) -> BuildOutcome:
    errors, warnings, executed = [], [], 0
    run_success = test_success = True
    for entry in results:
        status, message = str(entry.status), entry.message or ""
        is_test = entry.node.resource_type in ("test", "unit_test")
        if status in ("error", "fail", "runtime error"):
            bad = _bad_input(message) or unread_file(entry.node.name, message, dbt_vars)
            if bad is not None:
                raise bad
            errors.append(f"{entry.node.name}: {_first_lines(message)}")
            run_success = run_success and is_test
            test_success = test_success and not is_test
        elif status == "warn":
            says = entry.node.config.meta.get("warning")  # what the finding means, in the words of its test
            warnings.append(f"{entry.node.name}: {says or _first_lines(message)}")
        elif status == "skipped" and not is_test:
            run_success = run_success and entry.node.name == HISTORY  # a failed test skips it too
        elif entry.node.resource_type in ("model", "seed", "snapshot"):
            executed += 1
    if exception is not None and not errors:
        run_success = False
        errors.append(_first_lines(str(exception)))
    return BuildOutcome(
        run_success, test_success, executed, invocation_id, _relations(results), warnings, errors
    )


def _relations(results: Sequence[Any]) -> frozenset[tuple[str, str]]:
    """Schema and name of everything the project makes, in lower case."""
    return frozenset(
        (entry.node.schema.lower(), (getattr(entry.node, "alias", None) or entry.node.name).lower())
        for entry in results
        if entry.node.resource_type in ("model", "seed", "snapshot")
    )


def _first_lines(text: str) -> str:
    """The start of a message, without the traces that Spark appends to its own."""
    text = _TRACE.split(text, maxsplit=1)[0]
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    return "\n  ".join(lines[:_LINES_OF_MESSAGE])
