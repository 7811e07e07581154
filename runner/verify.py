"""Whether a file can be made again: its last run is repeated in a scratch file, and all values compared."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from runner.destination import add_hint
from runner.errors import EnvironmentProblem, RunnerError
from runner.history import history
from runner.scratch import Scratch
from runner.table_differences import TableDifference, table_differences

if TYPE_CHECKING:
    from runner.settings import Settings

_FINISHED = ("passed", "untested")
_WITH = {"code_version": "the code was another one", "package_versions": "the packages were others"}


@dataclass(frozen=True)
class Verification:
    """What came of it; plain data."""

    run_id: str
    started_at: str
    changed_inputs: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    tables: list[TableDifference] = field(default_factory=list)

    @property
    def equal(self) -> bool:
        """Whether all inputs and all tables are as they were."""
        return not self.changed_inputs and all(table.equal for table in self.tables)

    def to_dict(self) -> dict[str, Any]:
        """The fields as a plain map."""
        return {
            "run_id": self.run_id,
            "started_at": self.started_at,
            "equal": self.equal,
            "changed_inputs": self.changed_inputs,
            "warnings": self.warnings,
            "rows": [asdict(table) | {"equal": table.equal} for table in self.tables],
        }


def verify(settings: Settings, quiet: bool = False, say: Callable[[str], None] | None = None) -> Verification:
    """Repeat the last run of the file with the configuration that it recorded, and compare every table.

    Where the census or an assumption table is another one by now, that is the answer and nothing is compared.
    """
    from runner.config import load_config

    recorded = _last_run(settings)
    config = load_config(overrides=json.loads(recorded["configuration"]))
    if say is not None:
        say(f"repeating run {recorded['run_id'][:8]} of {str(recorded['started_at'])[:19]} UTC")
    with Scratch(config, settings) as scratch:
        try:
            scratch.build(config.to_vars(), quiet=quiet)
        except RunnerError as error:
            add_hint(error, "the run that is verified went well: its inputs may have changed since")
            raise
        [repeated] = scratch.rows("select * from run_history")
        changed = _changed_inputs(recorded, repeated)
        return Verification(
            run_id=recorded["run_id"],
            started_at=str(recorded["started_at"]),
            changed_inputs=changed,
            warnings=_other_versions(recorded, repeated),
            tables=[] if changed else table_differences(settings, scratch.file),
        )


def _last_run(settings: Settings) -> dict[str, Any]:
    finished = [row for row in history(settings) if row["status"] in _FINISHED]
    if not finished or not settings.database.exists():
        raise EnvironmentProblem(
            f"{settings.database}: has no run that can be repeated",
            hint="run `python -m runner run` first; older versions did not record what a run was given",
        )
    return finished[-1]


def _changed_inputs(recorded: dict[str, Any], repeated: dict[str, Any]) -> list[str]:
    changed = []
    if recorded["census_hash"] != repeated["census_hash"]:
        before, now = recorded["census_rows"], repeated["census_rows"]
        changed.append(f"census: {before:,} rows then, {now:,} now; its content is another one")
    then, now = (json.loads(row["assumption_hashes"]) for row in (recorded, repeated))
    changed += [
        f"assumptions: {table}: its content is another one" for table in now if then.get(table) != now[table]
    ]
    return changed


def _other_versions(recorded: dict[str, Any], repeated: dict[str, Any]) -> list[str]:
    return [
        f"{what}: {recorded[column]} then, {repeated[column]} now"
        for column, what in _WITH.items()
        if recorded[column] != repeated[column]
    ]
