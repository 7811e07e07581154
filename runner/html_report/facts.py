"""What the report says, read from the marts by the queries in `queries/`; all of it is already aggregated."""

from __future__ import annotations

import json
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Any

from runner.errors import EmptyResultWarning, InputError
from runner.messages import listed, nearest, shown
from runner.reading import Results

Row = dict[str, Any]

QUERIES = (
    *("scenarios", "parameters", "run", "opening", "opening_levels", "bridge_years", "bridge_totals"),
    *("measures", "levels", "pay_growth", "opening_bands", "closing_bands", "comparison", "quality"),
    *("job_levels", "hazards", "multipliers", "raises", "hire_profiles", "entry_ages"),
)
CHARTED = 6  # scenarios that lines and small multiples can still be told apart for
_CAME_TO_NOTHING = ("failed", "interrupted")
LISTED = 50  # scenarios in a table


@dataclass(frozen=True)
class Scenario:
    """One scenario; `place` is its place among those that are drawn, which gives colour, dash and shape."""

    name: str
    place: int
    start_year: int
    end_year: int
    replications: int
    alignment: str
    random_seed: int
    hazards_from: str

    @property
    def opening_year(self) -> int:
        """The year at whose end it starts."""
        return self.start_year - 1

    @property
    def years(self) -> range:
        """The opening year and all that are simulated."""
        return range(self.opening_year, self.end_year + 1)


@dataclass(frozen=True)
class Facts:
    """The rows of each query, the scenarios drawn (`charted`) and listed, how many runs made the tables."""

    rows: dict[str, list[Row]]
    scenarios: list[Scenario]
    charted: list[Scenario]
    runs: int = 1

    @property
    def listed(self) -> list[Scenario]:
        """The scenarios that tables list, in the order of the plan."""
        return self.scenarios[:LISTED]

    @property
    def reference(self) -> Scenario:
        """The scenario that others are compared with: the first of the plan."""
        return self.scenarios[0]

    @property
    def opening(self) -> Row:
        """The workforce that the simulation starts from."""
        return self.rows["opening"][0]

    @cached_property
    def run(self) -> Row:
        """The run that made the tables: the last one that came to its end; empty where none is recorded."""
        ended = [row for row in self.rows["run"] if row.get("status") not in _CAME_TO_NOTHING]
        return ended[-1] if ended else {}

    @cached_property
    def replications(self) -> int:
        """The most replications that a scenario has."""
        return max(scenario.replications for scenario in self.scenarios)

    @cached_property
    def places(self) -> int:
        """Decimals of mean headcounts."""
        return 0 if self.replications == 1 else 1

    @cached_property
    def _by_measure(self) -> dict[tuple[str, str, int | None], dict[int, Row]]:
        found: dict[tuple[str, str, int | None], dict[int, Row]] = {}
        for row in self.rows["measures"]:
            key = (row["scenario_id"], row["measure"], row["level_id"])
            found.setdefault(key, {})[row["simulation_year"]] = row
        return found

    def measure(self, scenario: Scenario, measure: str, level: int | None = None) -> dict[int, Row]:
        """The rows of a measure by year; a year in which it has no value has none."""
        return self._by_measure.get((scenario.name, measure, level), {})

    def of(self, query: str, scenario: Scenario) -> list[Row]:
        """The rows of a query for one scenario."""
        return [row for row in self.rows[query] if row["scenario_id"] == scenario.name]

    def totals(self, scenario: Scenario) -> Row:
        """The bridge of a scenario over all its years."""
        return self.of("bridge_totals", scenario)[0]


def read_facts(results: Results, wanted: Sequence[str] = ()) -> Facts:
    """Read everything; `wanted` are the scenarios to draw, else the first ones of the plan."""
    folder = files("runner.html_report") / "queries"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", EmptyResultWarning)
        rows = {name: results.query((folder / f"{name}.sql").read_text()).rows for name in QUERIES}
    if not rows["bridge_totals"] or not rows["scenarios"]:
        raise InputError(
            "the headcount bridge is empty, so there is nothing to report",
            hint="`python -m runner run` makes the project's tables",
        )
    found = {row["scenario_id"]: row for row in rows["scenarios"]}
    order = [name for name in _plan_order(rows["parameters"]) if name in found]
    order += [name for name in found if name not in order]
    drawn = _drawn(order, wanted)
    places = {name: place for place, name in enumerate(drawn)}
    scenarios = [_scenario(found[name], places.get(name, -1)) for name in order]
    charted = sorted((entry for entry in scenarios if entry.place >= 0), key=lambda entry: entry.place)
    return Facts(rows, scenarios, charted, len(results.runs()))


def _plan_order(parameters: Sequence[Row]) -> list[str]:
    """The scenarios in the order of the plan, whose first is the one that others are compared with."""
    plans = [row["parameter_value"] for row in parameters if row["parameter_name"] == "scenarios"]
    return list(json.loads(plans[0])) if plans else []


def _drawn(order: Sequence[str], wanted: Sequence[str]) -> list[str]:
    if not wanted:
        return list(order[:CHARTED])
    unknown = [name for name in wanted if name not in order]
    if unknown:
        raise InputError(
            "\n".join(
                f"`--scenario`: the run has no {shown(name)}; did you mean `{nearest(name, order)}`?"
                for name in unknown
            ),
            hint=f"its scenarios are {listed(order)}",
        )
    chosen = list(dict.fromkeys(wanted))
    if len(chosen) > CHARTED:
        raise InputError(
            f"`--scenario`: got {len(chosen)}; at most {CHARTED} can be told apart in a chart",
            hint="the tables list all scenarios in any case",
        )
    return chosen


def _scenario(row: Row, place: int) -> Scenario:
    return Scenario(
        name=row["scenario_id"],
        place=place,
        start_year=row["start_year"],
        end_year=row["end_year"],
        replications=row["replications"],
        alignment=row["alignment"],
        random_seed=row["random_seed"],
        hazards_from=row["hazards_from"],
    )
