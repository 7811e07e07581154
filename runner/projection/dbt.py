"""The one place that calls dbt: in this process, once per run, through its documented `dbtRunner`."""

import gc
import json
import logging
import os
import re
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from dbt.cli.main import dbtRunner, dbtRunnerResult
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from runner.config.parameters import PROJECT_DIR
from runner.errors import InputError, RunFailed
from runner.projection.parse_cache import ParseCache
from runner.publish.signals import raise_if_due
from runner.settings import Settings, SparkSettings
from runner.show import to_json

log = logging.getLogger("runner.progress")
BAD_INPUT = "Bad input: "
_SIMULATED = re.compile(
    r"(simulated (?:year \d{4}|replications \d+ to \d+ of .+)): [\d,]+ (?:active, [\d,]+ )?rows, [\d.]+ s"
    r"|(about [\d,]+ employee-years) to simulate"
)
_TRACE = re.compile(r"^\s*(?:JVM stacktrace:|Traceback \(most recent call last\):)", re.MULTILINE)
# of an engine without memory or disk, the file that it was reading is not to blame
_OF_THE_MACHINE = re.compile(r"out of memory|no space left|could not write|temp(orary)? directory", re.IGNORECASE)
# some errors of DuckDB about a damaged file, such as "Out of buffer", do not say of what kind they are
_READING = re.compile(
    r"(?:IO|Invalid Input|Invalid|Conversion|Serialization) Error: ([^\n]*)"
    r"|\ARuntime Error[^\n]*\n\s+(?![\w ]+ Error)(\S[^\n]*)"
)


@dataclass(frozen=True)
class RunResult:
    """Outcome of one run. `execution_time` is in seconds, `models_executed` counts models and seeds built."""

    run_success: bool
    test_success: bool
    execution_time: float
    models_executed: int
    run_id: str | None
    database: str
    warnings: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

    def to_json(self) -> str:
        return to_json(asdict(self))


class Progress:
    """A bar on stderr in a terminal, nothing elsewhere. Simulated steps go to the log."""

    def __init__(self, quiet: bool = False) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(bar_width=None), MofNCompleteColumn(), TimeElapsedColumn())
        silent = quiet or not sys.stderr.isatty()
        self.bar = Bar(*columns, console=Console(stderr=True), transient=True, expand=True, disable=silent)
        self._task = self.bar.add_task("reading the project", total=None)
        self._started: set[str] = set()
        self.run_id: str | None = None

    def hear(self, event: Any) -> None:
        """Take one event of dbt. Ephemeral nodes, which dbt does not start, are not counted."""
        self.run_id = event.info.invocation_id
        if event.info.name == "LogStartLine":
            name = event.data.node_info.node_name
            self._started.add(name)
            self.bar.update(self._task, description=name[:40], total=event.data.total)
        elif event.info.name == "NodeFinished" and event.data.node_info.node_name in self._started:
            self.bar.update(self._task, advance=1)
        elif event.info.name == "JinjaLogInfo" and (found := _SIMULATED.search(event.info.msg)):
            self.bar.update(self._task, description=(found.group(1) or found.group(2))[:40])
            log.info(found.group())


def build(
    dbt_vars: Mapping[str, Any], folder: Path, settings: Settings | SparkSettings, *selection: str, quiet: bool = False
) -> tuple[RunResult, frozenset[tuple[str, str]]]:
    """Run `dbt build` once. Returns the result, and schema and name of the project's relations.

    The settings must be applied. `selection` is options of dbt that choose nodes. Raises InputError when the project
    says `Bad input: ...`, RunFailed when dbt could not start, or a model or a test failed.
    """
    started = time.perf_counter()
    progress = Progress(quiet)
    with progress.bar:
        # --no-write-json: nobody reads what dbt would write about each node
        result = invoke(["build", "--no-write-json", *selection], folder, settings, dbt_vars, progress)
    raise_if_due()
    if result.result is None:
        text = str(result.exception)
        raise _find_bad_input(text) or RunFailed(f"dbt could not start: {_first_lines(text)}", "`planwise doctor` may tell why.")
    summed, relations = _sum_up(result, progress.run_id, dbt_vars, settings.place, time.perf_counter() - started)
    if summed.errors or not summed.run_success:
        raise RunFailed("\n".join(summed.errors) or "dbt skipped models.", result=summed)
    return summed, relations


def invoke(
    arguments: Sequence[str],
    folder: Path,
    settings: Settings | SparkSettings,
    dbt_vars: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> dbtRunnerResult:
    """Call dbt silently, with its files in `folder`, and close its connections afterwards.

    With `dbt_vars` the project is parsed only where no earlier call parsed the same.
    """
    cache = None if dbt_vars is None else ParseCache(dbt_vars, settings.target)
    collects = gc.isenabled()
    gc.disable()  # looking for what can be collected takes a tenth of a run
    manifest = cache.load() if cache else None
    raise_if_due()
    # JSON is not escaped: dbt reads this as YAML, which makes two halves of \ud83d\ude00
    given = [] if dbt_vars is None else ["--vars", json.dumps(dbt_vars, ensure_ascii=False)]
    where = ["--project-dir", str(PROJECT_DIR), "--profiles-dir", str(PROJECT_DIR), "--target", settings.target]
    files = ["--target-path", str(folder / "target"), "--log-path", str(folder / "logs")]
    logs = ["--log-level", "none", "--log-level-file", "info", "--no-use-colors"]
    here = Path.cwd()
    try:
        dbt = dbtRunner(manifest, callbacks=[progress.hear] if progress else [])
        result = dbt.invoke([*arguments, *given, *where, *files, *logs])
    finally:
        if collects:
            gc.enable()
        os.chdir(here)
        if connections := sys.modules.get("dbt.adapters.duckdb.connections"):
            connections.DuckDBConnectionManager.close_all_connections()
    if isinstance(result.exception, KeyboardInterrupt):
        raise result.exception
    if cache and manifest is None and result.result is not None:
        cache.keep(folder / "target")
    return result


def _sum_up(
    result: dbtRunnerResult, run_id: str | None, dbt_vars: Mapping[str, Any], place: str, seconds: float
) -> tuple[RunResult, frozenset[tuple[str, str]]]:
    errors, warnings, built, relations = [], [], 0, set()
    run_success = test_success = True
    for entry in result.result.results:  # type: ignore[union-attr]
        node, status, message = entry.node, str(entry.status), entry.message or ""
        is_test = node.resource_type in ("test", "unit_test")
        is_table = node.resource_type in ("model", "seed", "snapshot")
        if is_table:
            relations.add((node.schema.lower(), (getattr(node, "alias", None) or node.name).lower()))
        if status in ("error", "fail", "runtime error"):
            bad = _find_bad_input(message) or _find_unread_file(node.name, message, dbt_vars)
            if bad is not None:
                raise bad
            errors.append(f"{node.name}: {_first_lines(message)}")
            run_success, test_success = run_success and is_test, test_success and not is_test
        elif status == "warn":
            warnings.append(f"{node.name}: {node.config.meta.get('warning') or _first_lines(message)}")
        elif status == "skipped" and not is_test:
            run_success = run_success and node.name == "run_history"  # a failed test skips it too
        elif is_table:
            built += 1
    if result.exception is not None and not errors:
        run_success = False
        errors.append(_first_lines(str(result.exception)))
    return RunResult(run_success, test_success, round(seconds, 3), built, run_id, place, warnings, errors), frozenset(relations)


def _find_bad_input(text: str) -> InputError | None:
    said = text.partition(BAD_INPUT)[2].strip()
    return InputError(said.split("\n")[0].strip(), "Nothing was changed. Correct the input and run again.") if said else None


def _find_unread_file(node: str, text: str, dbt_vars: Mapping[str, Any]) -> InputError | None:
    files = {f"assumptions.{table}": file for table, file in dbt_vars.get("assumptions", {}).items()}
    parameter = "census_path" if node == "int_census_texts" else f"assumptions.{node}"
    file = (files | {"census_path": dbt_vars.get("census_path")}).get(parameter)
    reason = _READING.search(text)
    if file is None or reason is None or _OF_THE_MACHINE.search(text):
        return None
    hint = "Open it in the program that made it, and save it as CSV or Parquet once more."
    return InputError(f"`{parameter}`: {file}: cannot be read: {reason[reason.lastindex or 0].strip()}", hint)


def _first_lines(text: str) -> str:
    lines = [line.strip() for line in _TRACE.split(text, maxsplit=1)[0].strip().splitlines() if line.strip()]
    return "\n  ".join(lines[:4])
