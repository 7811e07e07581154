"""What the report says, read by `queries/*.sql`, where every row is aggregated, and how a value is written."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from runner.config.parameters import did_you_mean, json_value
from runner.errors import InputError
from runner.read import Results, read_sql
from runner.show import column_formats, number

Row = dict[str, Any]

DRAWN = 6  # scenarios that lines and small multiples can still be told apart for
LISTED = 50  # scenarios in a table
_QUERIES = Path(__file__).parent / "queries"
_NAMES_A_ROW = ("scenario_id", "simulation_year", "year", "month", "level_name", "unit", "band", "what", "reason", "column")
_CHANGES = ("variance_to_target", "mean_difference", "payroll_growth", "avg_pay_growth")


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

    def _choose(self, scenarios: Sequence[str]) -> list[str]:
        drawn = list(dict.fromkeys(scenarios)) or self.names[:DRAWN]
        if unknown := [name for name in drawn if name not in self.names]:
            problems = [f"`--scenario`: the run has no {json_value(name)}.{did_you_mean(name, self.names)}" for name in unknown]
            known = ", ".join(map(json_value, self.names[:LISTED]))
            raise InputError("\n".join(problems), f"Its scenarios are {known}.")
        if len(drawn) > DRAWN:
            message = f"`--scenario`: got {len(drawn)}. Must be at most {DRAWN}, which a chart can tell apart."
            raise InputError(message, "The tables list all scenarios in any case.")
        return drawn

    @property
    def run(self) -> Row:
        """The run that made the tables, the last one that was completed. Empty where none is recorded."""
        ended = [row for row in self.rows["run"] if row.get("status") not in ("failed", "interrupted")]
        return ended[-1] if ended else {}

    def of(self, query: str, *names: str, **match: Any) -> list[Row]:
        """The rows of a query for these scenarios (default: those drawn), in their order, with these values."""
        wanted = names or self.drawn
        found = [row for row in self.rows[query] if row["scenario_id"] in wanted and match.items() <= row.items()]
        return sorted(found, key=lambda row: wanted.index(row["scenario_id"]))

    def level_rows(self) -> tuple[list[str], list[Row]]:
        rows = self.of("level_headcount")
        years = sorted({str(row["simulation_year"]) for row in rows})
        by_level: dict[tuple[str, int], Row] = {}
        for row in rows:
            entry = by_level.setdefault((row["scenario_id"], row["level_id"]), row | dict.fromkeys(years))
            entry[str(row["simulation_year"])] = row["headcount"]
        return years, list(by_level.values())


class Column(NamedTuple):
    """How a column of a table is shown. Its values are words or numbers. It may be the heading of its rows."""

    name: str
    label: str
    kind: str | None
    is_change: bool
    is_words: bool
    is_heading: bool


def describe_columns(
    rows: Sequence[Row], names: Sequence[str], labels: Mapping[str, str], kind: str | None = None, exact: bool = False
) -> list[Column]:
    """The columns that have any value. `kind` is for those without one in the YAML. `exact` tables keep every digit."""
    columns = []
    for name in names:
        values = [row[name] for row in rows if row[name] is not None]
        heads = name in _NAMES_A_ROW
        if not values and not heads:
            continue
        label = labels.get(name) or name.replace("_", " ").capitalize()
        if exact:
            kinds, is_change = "money" if name.endswith("_salary") else None, False
        else:
            people = None if heads or name.startswith("avg_") else "count"  # also where they are a mean over replications
            kinds = "share" if name.endswith(("_growth", "_share")) else column_formats().get(name, kind) or people
            is_change = name in _CHANGES or label.startswith("90 %")
        is_words = heads or any(isinstance(value, str) for value in values)
        columns.append(Column(name, label, kinds, is_change, is_words, heads and not exact))
    return columns


def write(value: Any, kind: str | None = None, is_change: bool = False, short: bool = True) -> str:
    """A value for people. A change has its sign, and what rounds to nothing has none."""
    text = number(value, kind, short)
    if isinstance(value, str) or value is None:
        return text
    if not re.search("[1-9]", text):
        return text.lstrip("-")
    return f"+{text}" if is_change and value > 0 else text


def join_words(parts: Sequence[Any], last: str = "and") -> str:
    words = [str(part) for part in parts]
    return f" {last} ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)
