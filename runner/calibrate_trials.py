"""Measures many values of a parameter in one dbt build, each as a scenario, in a scratch DuckDB file."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from runner.scratch import Scratch

if TYPE_CHECKING:
    from runner.calibrate import Goal
    from runner.config import SimulationConfig
    from runner.settings import Settings

TABLE = "rpt_pay_by_year"
MEASURES = {"avg_pay_growth": "avg_pay_growth", "payroll": "payroll_paid"}  # and the columns they are in


class Trials(Scratch):
    """The builds of one search, and all that they measured."""

    def __init__(
        self, config: SimulationConfig, goal: Goal, settings: Settings, say: Callable[[str], None] | None
    ) -> None:
        """Take the plan and the goal; nothing is made yet."""
        super().__init__(config, settings)
        self._goal, self._say = goal, say
        self.seen: dict[float, float] = {}

    def measure(self, values: list[float]) -> dict[float, float]:
        """The measure with each value; values with which nobody is employed are left out."""
        goal = self._goal
        self.build(self._vars(values), TABLE)
        found = self.rows(
            f"select scenario_id, {MEASURES[goal.measure]} as measured from {TABLE}"
            f" where simulation_year = {goal.year}"
        )
        measured = {row["scenario_id"]: row["measured"] for row in found}
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
