"""What is wrong with a configuration, as one-line messages in a fixed order.

Unknown names come first, then wrong values in order of declaration, then what does not fit together.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from runner.declarations import declared_parameters, entry_of, scenario_parameters
from runner.messages import describe, not_per_scenario, path_of, shown, unknown_name, wrong_value

if TYPE_CHECKING:
    from pydantic import ValidationError

Place = tuple[str, ...]
MOST = 20


def problems_of(error: ValidationError, given: Mapping[str, Any]) -> list[str]:
    """What Pydantic found, in the words of the declarations: the first 20, and how many more there are."""
    order = _Order(given)
    unknown: dict[Place, tuple[int, ...]] = {}
    wrong: dict[Place, tuple[int, ...]] = {}
    for found in error.errors(include_url=False, include_context=False, include_input=False):
        place = _place(found["loc"], given)
        if not place:  # from the check of what fits together
            return found["msg"].removeprefix("Value error, ").split("\n")
        if found["type"] == "extra_forbidden":
            unknown[place] = order.as_written(place)
        else:
            wrong[place] = order.as_declared(place)
    named = [(_unknown, place) for place in sorted(unknown, key=unknown.__getitem__)]
    valued = [(partial(_wrong, given=given), place) for place in sorted(wrong, key=wrong.__getitem__)]
    problems = named + valued
    return first_of([say(place) for say, place in problems[:MOST]], len(problems))


def first_of(problems: list[str], count: int) -> list[str]:
    """At most 20 problems, and a line that says how many more there are."""
    more = [f"and {count - MOST} more"] if count > MOST else []
    return problems[:MOST] + more


def _place(found: tuple[int | str, ...], given: Mapping[str, Any]) -> Place:
    """Where a problem is: the names that lead to it; `[key]` after a scenario whose name is wrong."""
    scenarios = given.get("scenarios")
    if found[:1] == ("scenarios",) and isinstance(scenarios, Mapping) and not _is_count_right(scenarios):
        return ("scenarios",)
    depth = 1 if found and not isinstance(given.get(str(found[0])), Mapping) else 3
    return tuple(map(str, found[:depth]))


def _is_count_right(scenarios: Mapping[str, Any]) -> bool:
    return 1 <= len(scenarios) <= (declared_parameters()["scenarios"].most or 0)


def _unknown(place: Place) -> str:
    path, name = path_of(*place), place[-1]
    if len(place) == 1:
        return unknown_name(path, name, "parameter", declared_parameters())
    if place[0] != "scenarios":
        return unknown_name(path, name, "key", declared_parameters()[place[0]].keys)
    if name in declared_parameters():
        return not_per_scenario(path)
    return unknown_name(path, name, "parameter", scenario_parameters())


def _wrong(place: Place, given: Mapping[str, Any]) -> str:
    first = place[0]
    parameter, value = declared_parameters()[first], given[first]
    if len(place) == 1:
        return describe(first, parameter, value)
    if first != "scenarios":
        return describe(path_of(*place[:2]), entry_of(parameter, place[1]), value[place[1]])
    overrides = value[place[1]]
    if place[2:] == ("[key]",):
        return describe(first, parameter, place[1])
    if not isinstance(overrides, Mapping):
        return wrong_value(path_of(*place[:2]), overrides, "a map", {})
    return describe(path_of(*place), declared_parameters()[place[2]], overrides[place[2]])


class _Order:
    """Which problem comes first: unknown names as written, wrong values as declared."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._declared = {name: rank for rank, name in enumerate(declared_parameters())}
        self._given = given
        self._written: dict[Place, dict[str, int]] = {}

    def as_written(self, place: Place) -> tuple[int, ...]:
        """Top level, then scenarios, then keys of other maps."""
        if len(place) == 1:
            return (0, self._rank((), place[0]))
        inside = (self._rank(place[:depth], place[depth]) for depth in range(1, len(place)))
        return (1 if place[0] == "scenarios" else 2, self._declared[place[0]], *inside)

    def as_declared(self, place: Place) -> tuple[int, ...]:
        """Inside a map as written, inside a scenario its name and then as declared again."""
        rank = [self._declared[place[0]]]
        if len(place) > 1:
            rank.append(self._rank(place[:1], place[1]))
        return (*rank, *(self._declared.get(name, -1) for name in place[2:] or ("scenarios",)))

    def _rank(self, outer: Place, name: str) -> int:
        if outer not in self._written:
            inside: Any = self._given
            for step in outer:
                inside = inside[step]
            self._written[outer] = {key: rank for rank, key in enumerate(inside)}
        return self._written[outer][name]


def panel_needed(given: Mapping[str, Any]) -> list[str]:
    """Parameters that are about past censuses where the file holds none; each message once."""
    year_column = given.get("census_columns", {}).get("census_year")
    if year_column is not None:
        got = f"`census_columns.census_year`: got {shown(year_column)}"
        return (
            []
            if given.get("census_path") is not None
            else [f"{got}; needs census_path, the file that has it"]
        )
    needs = "; needs past censuses: name the column of the year in census_columns.census_year"
    problems = {
        f"`{name}`: got {given[name]}{needs}": None
        for name in ("baseline_census_year", "first_fitted_census_year")
        if given.get(name) is not None
    }
    scenarios = given.get("scenarios", declared_parameters()["scenarios"].default)
    for scenario_id, overrides in scenarios.items():
        own = overrides.get("hazards_from")
        value = own or given.get("hazards_from", "assumptions")
        if value != "assumptions":
            path = path_of("scenarios", scenario_id, "hazards_from") if own else "hazards_from"
            problems[f'`{path}`: got "{value}"{needs}'] = None
    return list(problems)


def order_of_years(given: Mapping[str, Any]) -> list[str]:
    """Scenarios whose end_year is not after start_year, overrides applied; each message once."""
    declared = declared_parameters()
    top = {name: given.get(name, declared[name].default) for name in ("start_year", "end_year")}
    problems: dict[str, None] = {}
    for scenario_id, overrides in given.get("scenarios", declared["scenarios"].default).items():
        years = {name: overrides.get(name, value) for name, value in top.items()}
        if years["end_year"] <= years["start_year"]:
            own = top.keys() & overrides.keys()
            path = path_of("scenarios", scenario_id, "end_year") if own else "end_year"
            message = f"`{path}`: got {years['end_year']}; must be after start_year ({years['start_year']})"
            problems[message] = None
    return list(problems)
