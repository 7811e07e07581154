"""Measures many values of a parameter in one dbt build, each as a scenario, in a scratch DuckDB file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import TYPE_CHECKING, Any

from runner.dbt_build import build
from runner.destination import check_settings
from runner.errors import RunFailed
from runner.packages import ensure_packages
from runner.progress import Progress
from runner.projection import check_files
from runner.reading import Results

if TYPE_CHECKING:
    from runner.calibrate import Goal
    from runner.config import SimulationConfig
    from runner.settings import Settings

TABLE = "rpt_pay_by_year"
MEASURES = {"avg_pay_growth": "avg_pay_growth", "payroll": "payroll_paid"}  # and the columns they are in
_NODES = ("--select", f"+{TABLE}", "--exclude-resource-type", "test", "unit_test")


class Trials:
    """A scratch folder for the search; a context manager that leaves nothing behind."""

    def __init__(
        self, config: SimulationConfig, goal: Goal, settings: Settings, say: Callable[[str], None] | None
    ) -> None:
        """Take the plan and the goal; nothing is made yet."""
        self._config, self._goal, self._settings, self._say = config, goal, settings, say
        self.builds = 0
        self.seen: dict[float, float] = {}

    def __enter__(self) -> Trials:
        """Check what can be checked without dbt, and make the folder where DuckDB may spill."""
        check_files(self._config)
        check_settings(self._settings)
        ensure_packages()
        self._folder = TemporaryDirectory(prefix="calibrate-", dir=self._settings.told["temp_directory"])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove the folder."""
        self._folder.cleanup()

    def measure(self, values: list[float]) -> dict[float, float]:
        """The measure with each value; values with which nobody is employed are left out."""
        goal, folder = self._goal, Path(self._folder.name)
        database = folder / "planwise.duckdb"
        with self._settings.applied(database), Progress(quiet=True) as progress:
            outcome = build(self._vars(values), folder, progress, self._settings.target, _NODES)
        if outcome.errors or not outcome.run_success:
            raise RunFailed("\n".join(outcome.errors) or "dbt skipped models")
        self.builds += 1
        with Results(database, self._settings) as results:
            found = results.query(
                f"select scenario_id, {MEASURES[goal.measure]} as measured from {TABLE}"
                f" where simulation_year = {goal.year}"
            )
        measured = {row["scenario_id"]: row["measured"] for row in found.rows}
        added = {
            value: float(measured[str(number)])
            for number, value in enumerate(values)
            if measured[str(number)] is not None
        }
        self.seen |= added
        if self._say is not None:
            self._say(self._line(values, added))
        return added

    def _vars(self, values: list[float]) -> dict[str, Any]:
        """The plan with one scenario for each value, up to the year that counts."""
        scenario = self._config.effective()["scenarios"][self._goal.scenario]
        start = scenario.get("start_year", self._config.effective()["start_year"])
        changed = scenario | {"end_year": max(self._goal.year, start + 1)}
        scenarios = {
            str(number): changed | {self._goal.parameter: value} for number, value in enumerate(values)
        }
        return self._config.to_vars() | {"scenarios": scenarios}

    def _line(self, values: list[float], added: dict[float, float]) -> str:
        goal = self._goal
        line = (
            f"build {self.builds}: {len(values)} values of {goal.parameter}, {values[0]:g} to {values[-1]:g}"
        )
        if added:
            line += f": {goal.measure} {min(added.values()):.10g} to {max(added.values()):.10g}"
        return line
