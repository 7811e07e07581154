"""What the report says, read by `queries/*.sql`: every row is aggregated there already."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from runner.config.parameters import did_you_mean, json_value
from runner.errors import InputError
from runner.read import Results, read_sql
from runner.report.charts import DRAWN
from runner.report.figures import Row

LISTED = 50  # scenarios in a table
_QUERIES = Path(__file__).parent / "queries"


class Facts:
    """The rows of each query. `scenarios` are those to draw, else the first ones of the plan."""

    def __init__(self, results: Results, scenarios: Sequence[str] = ()) -> None:
        self.rows = {file.stem: results.rows(read_sql(file)) for file in sorted(_QUERIES.glob("*.sql"))}
        self.runs = len(results.runs())
        self.scenarios = self.rows["scenarios"]  # in the order of the plan: others are compared with the first
        if not self.rows["bridge"] or not self.scenarios:
            raise InputError("The headcount bridge is empty, so there is nothing to report.", "Run `planwise run` first.")
        self.names: list[str] = [row["scenario_id"] for row in self.scenarios]
        self.replications: int = max(row["replications"] for row in self.scenarios)
        self.drawn = self._choose(scenarios)
        if self.replications == 1:  # then means of people are whole numbers
            for row in (row for rows in self.rows.values() for row in rows):
                row |= {name: int(value) for name, value in row.items() if isinstance(value, float) and value % 1 == 0}

    def _choose(self, scenarios: Sequence[str]) -> list[str]:
        drawn = list(dict.fromkeys(scenarios)) or self.names[:DRAWN]
        if unknown := [name for name in drawn if name not in self.names]:
            problems = [f"`--scenario`: the run has no {json_value(name)}.{did_you_mean(name, self.names)}" for name in unknown]
            known = ", ".join(map(json_value, self.names[:LISTED]))
            raise InputError("\n".join(problems), f"Its scenarios are {known}.")
        if len(drawn) > DRAWN:
            raise InputError(
                f"`--scenario`: got {len(drawn)}. Must be at most {DRAWN}, which a chart can tell apart.",
                "The tables list all scenarios in any case.",
            )
        return drawn

    @property
    def run(self) -> Row:
        """The run that made the tables, the last one that was completed. Empty where none is recorded."""
        ended = [row for row in self.rows["run"] if row.get("status") not in ("failed", "interrupted")]
        return ended[-1] if ended else {}

    def of(self, query: str, *names: str, **match: Any) -> list[Row]:
        """The rows of a query for these scenarios, in their order, whose columns have these values."""
        found = self._by_scenario[query]
        return [row for name in names for row in found.get(name, []) if match.items() <= row.items()]

    @cached_property
    def _by_scenario(self) -> dict[str, dict[str, list[Row]]]:
        rows: dict[str, dict[str, list[Row]]] = {query: {} for query in self.rows}
        for query, found in self.rows.items():
            for row in found:
                rows[query].setdefault(row.get("scenario_id", ""), []).append(row)
        return rows
